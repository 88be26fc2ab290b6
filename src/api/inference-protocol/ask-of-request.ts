import type { IncomingMessage } from 'node:http';
import { TIMEOUT_HEADER } from '../../inference/protocol/headers.js';
import { InvalidInputError } from '../../lib/errors.js';
import { RequestFormError } from '../http/graphql-parameters.js';

/** @throws {RequestFormError} when the body of a request is encoded */
export function assertPlain({ headers }: IncomingMessage): void {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity')
    throw new RequestFormError(`A body is sent as it is, not encoded with "${encoding}".`, 415);
}

/** How long a caller waits, in milliseconds. @throws {InvalidInputError} when that is nothing, or more than may be */
export function timeoutWithin(longestMs: number, timeoutMs: number): number {
  if (timeoutMs > 0 && timeoutMs <= longestMs) return timeoutMs;
  throw new InvalidInputError(
    `The timeout is more than nothing and at most ${longestMs} ms: ${TIMEOUT_HEADER} counts in milliseconds, the parameter "timeout" in microseconds.`,
    ['timeout'],
  );
}
