import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorHeaders, errorStatus } from '../http/error-status.js';
import { isRefusedMidway, send, sendWhileReceiving } from '../http/send.js';
import type { Operations } from '../operations.js';

/** What was thrown, as clients of this protocol know errors. */
export function describeFailure(thrown: unknown, { errors }: Operations): { error: object } {
  const { message, extensions } = errors.format(thrown);
  const path = extensions?.path;
  const param = Array.isArray(path) ? path.join('.') : null;
  const type = errorStatus(thrown) < 500 ? 'invalid_request_error' : 'server_error';
  return { error: { message, type, param, code: extensions?.code ?? null } };
}

/** Answers what was thrown, with a status that says it, too. */
export function sendFailure(
  request: IncomingMessage,
  response: ServerResponse,
  thrown: unknown,
  operations: Operations,
): void {
  if (response.headersSent || response.destroyed) return;
  const text = JSON.stringify(describeFailure(thrown, operations));
  const status = errorStatus(thrown);
  if (isRefusedMidway(request, thrown)) sendWhileReceiving(request, response, status, 'application/json', text);
  else {
    const retry = status === 503 ? { 'retry-after': '1' } : {};
    send(response, status, 'application/json', text, { ...retry, ...errorHeaders(thrown) });
  }
}
