import type { ServerResponse } from 'node:http';
import { CancelledError, type DomainError } from '../../../lib/errors.js';
import type { GeneratedPiece } from '../../lane/generation/generation-request.js';
import { readGenerateRequest } from '../../protocol/generation/generate-request.js';
import { serverSentEvent, streamedToken, wholeAnswer } from '../../protocol/generation/generate-response.js';
import { LANE_HEADER } from '../../protocol/headers.js';
import type { AnsweredBy } from '../../protocol/infer-response.js';
import { protocolErrorOf } from '../../protocol/protocol-error.js';
import type { InferenceWorker } from '../inference-worker.js';
import { ONLY_VERSION } from './protocol-routes.js';
import type { GenerationListener } from '../generation/queued-generation.js';

/** How long a generation may take whose caller does not say. */
const DEFAULT_TIMEOUT_MS = 600_000;
/** A caller that leaves more than this unread is cut off. */
const MOST_UNREAD_BYTES = 4 * 1024 * 1024;

export interface GenerateCall {
  readonly model: string;
  readonly body: Buffer;
  /** From the header; the parameter "timeout" holds otherwise. */
  readonly timeoutMs: number | null;
}

/**
 * Answers generate_stream: a server-sent event for each token. What fails before the first is the status of the answer;
 * later it is an event with "error" and "code". The sequence leaves its lane when the caller closes the connection.
 * @throws {DomainError} when the request cannot be taken
 */
export async function streamGeneration(
  worker: InferenceWorker,
  call: GenerateCall,
  response: ServerResponse,
): Promise<void> {
  const by = answeredBy(call);
  await listen(worker, call, true, response, (id, resolve, reject) => ({
    onPiece: (piece, lane) => {
      if (!response.headersSent)
        response.writeHead(200, {
          'content-type': 'text/event-stream',
          'cache-control': 'no-cache',
          [LANE_HEADER]: `${worker.id}/${lane}`,
        });
      response.write(serverSentEvent(streamedToken(by, id, piece)));
      if (response.writableLength > MOST_UNREAD_BYTES) response.destroy();
      if (piece.finish !== null) resolve();
    },
    onFailed: (error) => {
      if (!response.headersSent) {
        reject(error);
        return;
      }
      response.write(serverSentEvent(protocolErrorOf(error).body));
      resolve();
    },
  }));
  response.end();
}

/** Answers generate: the whole text at once. @throws {DomainError} when there is no answer */
export async function answerGeneration(
  worker: InferenceWorker,
  call: GenerateCall,
  response: ServerResponse,
): Promise<object> {
  const pieces: GeneratedPiece[] = [];
  let requestId: string | undefined;
  await listen(worker, call, false, response, (id, resolve, reject) => {
    requestId = id;
    return {
      onPiece: (piece) => {
        pieces.push(piece);
        if (piece.finish !== null) resolve();
      },
      onFailed: reject,
    };
  });
  return wholeAnswer(answeredBy(call), requestId, pieces);
}

function answeredBy({ model }: GenerateCall): AnsweredBy {
  return { name: model, version: ONLY_VERSION };
}

type MakeListener = (
  id: string | undefined,
  resolve: () => void,
  reject: (error: DomainError) => void,
) => GenerationListener;

async function listen(
  worker: InferenceWorker,
  { model, body, timeoutMs }: GenerateCall,
  stream: boolean,
  response: ServerResponse,
  makeListener: MakeListener,
): Promise<void> {
  const asked = readGenerateRequest(body, stream);
  await new Promise<void>((resolve, reject) => {
    const listener = makeListener(asked.id, resolve, reject);
    const timeout = timeoutMs ?? asked.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const generation = worker.generate(model, asked.request, timeout, listener);
    response.once('close', () => {
      generation.drop();
      reject(new CancelledError('The caller left before the end of its text.'));
    });
  });
}
