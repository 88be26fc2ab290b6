import type { IncomingMessage, ServerResponse } from 'node:http';
import { statusOf } from '../../inference/protocol/protocol-error.js';
import { ErrorCode, isDomainError } from '../../lib/errors.js';
import { errorHeaders, errorStatus } from '../http/error-status.js';
import { RequestFormError } from '../http/graphql-parameters.js';
import { isRefusedMidway, send, sendWhileReceiving } from '../http/send.js';
import type { Operations } from '../operations.js';

export const JSON_TYPE = 'application/json';

/** What was thrown in the form of the protocol: `{"error", "code"}`. */
export function describeFailure(thrown: unknown, { errors }: Operations): { error: string; code: ErrorCode } {
  const { message, extensions } = errors.format(thrown);
  return { error: message, ...(extensions as { code: ErrorCode }) };
}

/** Answers what was thrown in that form, with a status that says it, too. */
export function sendFailure(
  request: IncomingMessage,
  response: ServerResponse,
  thrown: unknown,
  operations: Operations,
): void {
  if (response.headersSent || response.destroyed) return;
  const failure = describeFailure(thrown, operations);
  const { code } = failure;
  const status = statusFor(thrown, code);
  const text = JSON.stringify(failure);
  if (isRefusedMidway(request, thrown)) {
    sendWhileReceiving(request, response, status, JSON_TYPE, text);
    return;
  }
  const retry = code === ErrorCode.UNAVAILABLE ? { 'retry-after': '1' } : {};
  send(response, status, JSON_TYPE, text, { ...retry, ...errorHeaders(thrown) });
}

/** As Triton answers where it has an answer; a limit may be one of rate, and a form may have a status of its own. */
function statusFor(thrown: unknown, code: ErrorCode): number {
  const ownStatus = thrown instanceof RequestFormError || code === ErrorCode.LIMIT_EXCEEDED;
  return isDomainError(thrown) && ownStatus ? errorStatus(thrown) : statusOf(code);
}
