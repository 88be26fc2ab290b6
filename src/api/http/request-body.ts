import type { IncomingMessage } from 'node:http';
import { CancelledError, InvalidInputError, LimitExceededError, TimeoutError } from '../../lib/errors.js';

/** What a body may take. */
export interface BodyLimits {
  readonly maxBodyBytes: number;
  /** A client that needs longer to send it holds a place for nothing. */
  readonly clientTimeoutMs: number;
}

/** The whole body as text. @throws {DomainError} as `readBytes` */
export async function readBody(request: IncomingMessage, limits: BodyLimits): Promise<string> {
  return (await readBytes(request, limits, 'Large files are uploaded at /uploads.')).toString('utf8');
}

/**
 * The whole body. Listens to the stream itself, because iterating over it costs more than a small request.
 * @throws {LimitExceededError} as soon as it is known to be too large
 * @throws {TimeoutError} when the client does not finish sending it
 */
export function readBytes(request: IncomingMessage, limits: BodyLimits, advice: string): Promise<Buffer> {
  const { maxBodyBytes: maxBytes, clientTimeoutMs } = limits;
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > maxBytes) return Promise.reject(tooLarge(maxBytes, announced, `${announced}`, advice));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    const finish = (settle: () => void): void => {
      clearTimeout(timeout);
      request.off('data', onData);
      settle();
    };
    const onData = (chunk: Buffer): void => {
      sizeBytes += chunk.length;
      if (sizeBytes <= maxBytes) chunks.push(chunk);
      else {
        finish(() => {
          reject(tooLarge(maxBytes, sizeBytes, `at least ${sizeBytes}`, advice));
        });
      }
    };
    const fail = (error: Error): void => {
      finish(() => {
        reject(error);
      });
    };
    const timeout = setTimeout(() => {
      fail(
        new TimeoutError(
          `The request was not sent whole within ${clientTimeoutMs} ms. Send it at once, or raise CLIENT_TIMEOUT_MS.`,
        ),
      );
    }, clientTimeoutMs);
    request.on('data', onData);
    request.once('end', () => {
      finish(() => {
        resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
      });
    });
    request.once('error', fail);
    request.once('close', () => {
      if (!request.complete) fail(new CancelledError('The client went away before its request was whole.'));
    });
  });
}

/** @throws {InvalidInputError} when the text is not JSON */
export function parseJson(text: string, what = 'The body'): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidInputError(`${what} is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

function tooLarge(maxBytes: number, sizeBytes: number, figure: string, advice: string): LimitExceededError {
  const message = `The body of a request has at most ${maxBytes} bytes, and this one has ${figure}. ${advice}`;
  return new LimitExceededError(message, maxBytes, sizeBytes);
}
