import type { IncomingMessage, ServerResponse } from 'node:http';
import { MAX_TOKENS, readGenerateRequest } from '../../inference/protocol/generation/generate-request.js';
import { streamedToken, type TokenFacts, wholeAnswer } from '../../inference/protocol/generation/generate-response.js';
import { numberOfHeader, TIMEOUT_HEADER } from '../../inference/protocol/headers.js';
import { InvalidInputError } from '../../lib/errors.js';
import { generate, type TextToken } from '../../prediction/generation/generate.js';
import { LONGEST_GENERATION_MS } from '../../prediction/generation/generate-inputs.js';
import { FinishReason } from '../../prediction/generation/generation.js';
import type { PredictServices, Target } from '../../prediction/run.js';
import { EventStream } from '../http/event-stream.js';
import { type BodyLimits, readBytes } from '../http/request-body.js';
import { send } from '../http/send.js';
import { whileAwaited } from '../http/while-awaited.js';
import { assertPlain, timeoutWithin } from './ask-of-request.js';
import { JSON_TYPE } from './protocol-failure.js';

/** Beyond the time for a text, to tell that it was too short. */
const TIMEOUT_SLACK_MS = 5_000;

export interface GenerateCall {
  readonly services: PredictServices;
  readonly find: () => Promise<Target>;
  readonly limits: BodyLimits;
  /** Whether tokens are sent as they come. */
  readonly stream: boolean;
  /** What an error looks like behind the first tokens of a stream. */
  readonly describe: (error: unknown) => object;
}

/** Answers Triton's generate extension: the text that follows a prompt, whole or a server-sent event for each of its tokens. */
export async function answerGenerate(
  { services, find, limits, stream, describe }: GenerateCall,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  assertPlain(request);
  const [target, body] = await Promise.all([find(), readBytes(request, limits, 'Send a shorter prompt.')]);
  const { id, request: asked, timeoutMs: parameter } = readGenerateRequest(body, stream);
  if (asked.maxTokens > MAX_TOKENS)
    throw new InvalidInputError(`max_tokens is at most ${MAX_TOKENS}.`, ['parameters', 'max_tokens']);
  const timeoutMs = timeoutWithin(
    LONGEST_GENERATION_MS,
    numberOfHeader(request.headers, TIMEOUT_HEADER) ?? parameter ?? LONGEST_GENERATION_MS,
  );
  // Nothing may travel until a whole text is there.
  response.setTimeout(timeoutMs + TIMEOUT_SLACK_MS);
  const by = { name: target.version.model, version: String(target.version.number) };
  await whileAwaited(response, async (signal) => {
    const tokens = generate(services, target, asked, { timeoutMs, signal });
    if (stream) {
      const told = (token: TextToken) => ({
        ...streamedToken(by, id, factsOf(token)),
        prediction_id: token.predictionId,
      });
      await streamTokens(tokens, told, new EventStream(response, signal), describe);
      return;
    }
    const all: TextToken[] = [];
    for await (const token of tokens) all.push(token);
    const answer = { ...wholeAnswer(by, id, all.map(factsOf)), prediction_id: all[0]!.predictionId };
    send(response, 200, JSON_TYPE, JSON.stringify(answer));
  });
}

/** What fails before the first token is thrown; later it is an event of its own. */
async function streamTokens(
  tokens: AsyncIterable<TextToken>,
  told: (token: TextToken) => object,
  events: EventStream,
  describe: GenerateCall['describe'],
): Promise<void> {
  try {
    for await (const token of tokens) await events.send(told(token));
  } catch (error) {
    if (!events.hasBegun) throw error;
    if (events.isLeft) return;
    await events.send(describe(error));
  }
  await events.end();
}

function factsOf({ finishReason, ...token }: TextToken): TokenFacts {
  const finish = finishReason && (finishReason === FinishReason.LENGTH ? 'LENGTH' : 'STOP');
  return { ...token, finish };
}
