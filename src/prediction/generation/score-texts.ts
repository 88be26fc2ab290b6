import { performance } from 'node:perf_hooks';
import type { GeneratedToken } from '../../inference/backends/read-tokens.js';
import type { GenerateRequest } from '../../inference/protocol/generation/generate-request.js';
import { ErrorCode, InvalidInputError, isDomainError } from '../../lib/errors.js';
import { ModelTask } from '../../models/model.entity.js';
import { healthRoute, type PredictServices, type Target } from '../run.js';

export const MAX_SCORED_TEXTS = 64;

export interface ScoreOptions {
  /** How long all of it may take. */
  readonly timeoutMs: number;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal;
  /** How many of the likeliest tokens are told at each place; none when left out. */
  readonly alternatives?: number;
  /** Where the texts stand in what was asked. */
  readonly path?: readonly string[];
}

/** A token of a text, and the natural logarithm of its probability behind those before it; null for the first. */
export type TokenScore = Pick<GeneratedToken, 'text' | 'token' | 'logProbability' | 'alternatives'>;

/** What does not matter to a text that is scored. */
const NOTHING_CHOSEN = {
  sampling: { temperature: 0, topK: 0, topP: 1, repetitionPenalty: 1 },
  seed: [0, 0],
  stop: [],
  maxTokens: 1,
  answered: [],
} as const;

/**
 * How likely a language model finds each token of each text. The texts are read together with others, as prompts are. Each counts in
 * health; no records are kept.
 * @throws {DomainError} what the model says of a text, with its place, or UNAVAILABLE or TIMEOUT
 */
export async function scoreTexts(
  services: PredictServices,
  target: Target,
  texts: readonly string[],
  { timeoutMs, signal, alternatives, path = ['input', 'texts'] }: ScoreOptions,
): Promise<TokenScore[][]> {
  const { version, deployment } = target;
  if (version.task !== ModelTask.LANGUAGE_MODEL)
    throw new InvalidInputError(`Texts are scored by a model of the task LANGUAGE_MODEL, not ${version.task}.`, [
      'input',
      'target',
    ]);
  if (deployment?.server)
    throw new InvalidInputError(
      `Texts are scored by our own inference workers, and this deployment answers from the server "${deployment.server.name}". Ask a version of the model.`,
      ['input', 'target'],
    );
  if (texts.length < 1 || texts.length > MAX_SCORED_TEXTS)
    throw new InvalidInputError(`Give 1 to ${MAX_SCORED_TEXTS} texts; ${texts.length} were given.`, path);
  const failed = new AbortController();
  const options = { timeoutMs, signal: signal ? AbortSignal.any([signal, failed.signal]) : failed.signal };
  const asked = { ...NOTHING_CHOSEN, addSpecialTokens: true, scores: true, alternatives };
  return Promise.all(
    texts.map(async (text, place) => {
      try {
        return await scoreText(services, target, { ...asked, prompt: text }, options);
      } catch (error) {
        failed.abort();
        if (!(error instanceof InvalidInputError)) throw error;
        throw new InvalidInputError(error.message, [...path, place]);
      }
    }),
  );
}

async function scoreText(
  { inference, health }: PredictServices,
  target: Target,
  request: GenerateRequest,
  options: { timeoutMs: number; signal: AbortSignal },
): Promise<TokenScore[]> {
  const route = healthRoute(target);
  const startedAtMs = performance.now();
  const onLost = (worker: string) => {
    if (route) health.workerLost(route, worker);
  };
  const scores: TokenScore[] = [];
  let lane = '';
  let error: ErrorCode | undefined;
  if (route) health.arrived(route);
  try {
    for await (const { lane: by, ...token } of inference.generate(target.version, null, request, {
      ...options,
      onLost,
    })) {
      scores.push(token);
      lane = by;
    }
    return scores;
  } catch (reason) {
    error = options.signal.aborted ? ErrorCode.CANCELLED : isDomainError(reason) ? reason.code : ErrorCode.INTERNAL;
    throw reason;
  } finally {
    if (route) {
      health.departed(route);
      health.observe({ ...route, lane, latencyMs: performance.now() - startedAtMs, error });
    }
  }
}
