import type { Finish, TokenChoice } from '../lane/generation/generation-request.js';
import type { StreamedToken } from '../protocol/generation/generate-response.js';
import { EventReader } from '../protocol/generation/event-reader.js';
import { errorFromProtocol, type ProtocolError, WorkerUnavailableError } from '../protocol/protocol-error.js';

/** One token of a generation, as a server told of it. */
export interface GeneratedToken {
  /** Text that it completed; "" while a character, or what may become a stop string, is held back. */
  readonly text: string;
  /** Place in the answer, from 0. */
  readonly index: number;
  /** Its id; null where the server does not say. */
  readonly token: number | null;
  /** Natural logarithm of the model's own probability; null where the server does not say. */
  readonly logProbability: number | null;
  /** The likeliest tokens at its place, and it itself; left out unless they were asked for. */
  readonly alternatives?: readonly TokenChoice[];
  /** Tokens of the prompt; null where the server does not say. */
  readonly promptTokenCount: number | null;
  /** Tokens of the whole text, with its last one; null before, and where the server does not say. */
  readonly tokenCount: number | null;
  /** How the text ended, with its last token; null before. */
  readonly finish: Finish | null;
  /** Which lane of which worker generates; "" where a server does not say. */
  readonly lane: string;
}

export interface GenerateOptions {
  /** How long the whole generation may take. */
  readonly timeoutMs: number;
  /** Aborted when nobody waits for more. */
  readonly signal?: AbortSignal;
  /** Told of each worker, by its URL, that was lost with this generation; another may answer it. */
  readonly onLost?: (worker: string) => void;
}

type TokenEvent = Partial<StreamedToken & ProtocolError>;

/**
 * Tokens out of the server-sent events of generate_stream. Servers other than ours send a text alone.
 * @throws {DomainError} what the server said in the middle; {WorkerUnavailableError} when the stream ends before the text
 */
export async function* readTokens(body: AsyncIterable<Uint8Array>, lane: string): AsyncGenerator<GeneratedToken> {
  const reader = new EventReader();
  let count = 0;
  let tellsEnd = false;
  for await (const chunk of body) {
    for (const data of reader.push(chunk)) {
      const event = JSON.parse(data) as TokenEvent;
      if (event.error !== undefined) throw errorFromProtocol(500, event);
      tellsEnd ||= event.finish_reason !== undefined;
      const finish = event.finish_reason ? (event.finish_reason === 'length' ? 'LENGTH' : 'STOP') : null;
      yield {
        text: event.text_output ?? '',
        index: event.index ?? count,
        token: event.token_id ?? null,
        logProbability: event.log_probability ?? null,
        alternatives: event.alternatives?.map(({ token_id: token, text, log_probability: logProbability }) => ({
          token,
          text,
          logProbability,
        })),
        promptTokenCount: event.prompt_token_count ?? null,
        tokenCount: finish && event.index !== undefined ? event.index + 1 : null,
        finish,
        lane,
      };
      count += 1;
      if (finish) return;
    }
  }
  if (tellsEnd || count === 0)
    throw new WorkerUnavailableError('UNREACHABLE', 'The inference worker ended the stream before the text.');
  const unknown = { token: null, logProbability: null, promptTokenCount: null, tokenCount: null };
  yield { ...unknown, text: '', index: count, finish: 'STOP', lane };
}
