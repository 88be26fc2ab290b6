import { performance } from 'node:perf_hooks';
import type { GeneratedToken } from '../../inference/backends/read-tokens.js';
import type { TokenChoice } from '../../inference/lane/generation/generation-request.js';
import type { GenerateRequest } from '../../inference/protocol/generation/generate-request.js';
import { ErrorCode, InvalidInputError, isDomainError } from '../../lib/errors.js';
import { ModelTask } from '../../models/model.entity.js';
import { FinishReason, Generation } from './generation.js';
import { content, healthRoute, newPrediction, type PredictServices, type Target } from '../run.js';

export interface GenerateOptions {
  /** How long the whole text may take. */
  readonly timeoutMs: number;
  /** Aborted when nobody waits for more. */
  readonly signal: AbortSignal;
}

/** One token of a text as it grows. */
export interface TextToken {
  readonly predictionId: string;
  /** Text that it completed; "" while a character, or what may become a stop string, is held back. */
  readonly text: string;
  /** Place in the text, from 0. */
  readonly index: number;
  /** Its id; null where a server does not say. */
  readonly token: number | null;
  readonly logProbability: number | null;
  /** The likeliest tokens at its place, and it itself; left out unless they were asked for. */
  readonly alternatives?: readonly TokenChoice[];
  /** Tokens of the prompt; null where a server does not say. */
  readonly promptTokenCount: number | null;
  /** Tokens of the whole text, with its last one; null before, and where a server does not say. */
  readonly tokenCount: number | null;
  /** Null before the last token. */
  readonly finishReason: FinishReason | null;
}

/**
 * The text that follows a prompt, token by token. Whoever stops reading ends it. The text counts in health as one prediction, and is
 * kept as one, with what there was of it when its reader left.
 * @throws {DomainError} what the model says of the prompt, or UNAVAILABLE or TIMEOUT, also in the middle
 */
export async function* generate(
  services: PredictServices,
  target: Target,
  request: GenerateRequest,
  { timeoutMs, signal }: GenerateOptions,
): AsyncGenerator<TextToken> {
  const { task } = target.version;
  if (task !== ModelTask.LANGUAGE_MODEL)
    throw new InvalidInputError(`A model of the task ${task} generates no text: ask predict for its answers.`, [
      'input',
      'target',
    ]);
  if (request.scores)
    throw new InvalidInputError('Ask the query scoreTexts how likely a model finds a text.', ['score']);
  const server = target.deployment?.server ?? null;
  const running = new RunningGeneration(services, target, request.prompt);
  const onLost = (worker: string) => {
    running.lost(worker);
  };
  try {
    for await (const token of services.inference.generate(target.version, server, request, {
      timeoutMs,
      signal,
      onLost,
    })) {
      const finishReason = token.finish && FinishReason[token.finish];
      running.grew(token, finishReason);
      const { text, index, token: id, logProbability, alternatives, promptTokenCount, tokenCount } = token;
      const told = { text, index, token: id, logProbability, alternatives, promptTokenCount, tokenCount };
      yield { predictionId: running.id, ...told, finishReason };
    }
  } catch (error) {
    if (!signal.aborted) running.failed(isDomainError(error) ? error.code : ErrorCode.INTERNAL);
    throw error;
  } finally {
    running.ended();
  }
}

/** What health and the records are told of a text, once. */
class RunningGeneration {
  private readonly base: ReturnType<typeof newPrediction>;
  private readonly startedAtMs = performance.now();
  private readonly route: ReturnType<typeof healthRoute>;
  private text = '';
  private tokenCount = 0;
  private lane = '';
  private finishReason: FinishReason = FinishReason.CANCELLED;
  private error: ErrorCode | null = null;

  constructor(
    private readonly services: PredictServices,
    target: Target,
    private readonly prompt: GenerateRequest['prompt'],
  ) {
    this.base = newPrediction(target, 0);
    this.route = healthRoute(target);
    if (this.route) services.health.arrived(this.route);
  }

  get id(): string {
    return this.base.id;
  }

  lost(worker: string): void {
    if (this.route) this.services.health.workerLost(this.route, worker);
  }

  grew({ text, tokenCount, lane }: GeneratedToken, finishReason: FinishReason | null): void {
    this.text += text;
    // A server may send several tokens at once.
    this.tokenCount = tokenCount ?? this.tokenCount + 1;
    this.lane = lane;
    if (finishReason) this.finishReason = finishReason;
  }

  failed(error: ErrorCode): void {
    this.error = error;
  }

  ended(): void {
    const { route, lane, services } = this;
    const latencyMs = performance.now() - this.startedAtMs;
    // Of a reader who left before the first token there is nothing to keep.
    const error = this.error ?? (this.tokenCount === 0 ? ErrorCode.CANCELLED : undefined);
    if (route) {
      services.health.departed(route);
      services.health.observe({ ...route, lane, latencyMs, error });
    }
    if (error !== undefined) return;
    const { text, tokenCount, finishReason } = this;
    const prompt = typeof this.prompt === 'string' ? this.prompt : JSON.stringify(this.prompt);
    const input = content({ text: prompt, pair: null }, null);
    services.keep(Object.assign(new Generation(), this.base, { latencyMs, input, text, tokenCount, finishReason }));
  }
}
