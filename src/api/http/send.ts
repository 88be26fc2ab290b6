import { LimitExceededError, TimeoutError } from '../../lib/errors.js';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** A client that still sends when it is refused gets this long to read why. */
const LINGER_MS = 2_000;

/** Sends a whole answer; none of Sluice's may be cached. */
export function send(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: string | Buffer,
  headers: OutgoingHttpHeaders = {},
): void {
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(body);
}

/** Whether the rest of a refused request may still be on its way, which nobody will read. */
export function isRefusedMidway({ complete }: IncomingMessage, refusal: unknown): boolean {
  return !complete && (refusal instanceof LimitExceededError || refusal instanceof TimeoutError);
}

/** Closing at once would reset the connection, and take the answer from a client that still sends. */
export function sendWhileReceiving(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  contentType: string,
  text: string,
): void {
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(text),
    connection: 'close',
  });
  response.write(text);
  const end = (): void => {
    clearTimeout(timeout);
    response.end();
  };
  const timeout = setTimeout(end, LINGER_MS);
  request.once('end', end).once('close', end).resume();
}
