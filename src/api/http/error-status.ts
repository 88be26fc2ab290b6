import { type DomainError, ErrorCode, LimitExceededError, isDomainError } from '../../lib/errors.js';
import { RequestFormError } from './graphql-parameters.js';

const STATUS: Readonly<Partial<Record<ErrorCode, number>>> = {
  INVALID_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  TIMEOUT: 408,
  CONFLICT: 409,
  LIMIT_EXCEEDED: 429,
  UNAVAILABLE: 503,
};
/** A limit of what one request holds, and not of how many there are. */
const TOO_LARGE = 413;

/** The HTTP status of what was thrown, where a protocol does not say otherwise. */
export function errorStatus(thrown: unknown): number {
  if (thrown instanceof RequestFormError) return thrown.status;
  if (thrown instanceof LimitExceededError && !('retryAfterMs' in thrown.details)) return TOO_LARGE;
  return isDomainError(thrown) ? (STATUS[thrown.code] ?? 500) : 500;
}

/** Headers that go with it: what a client may send instead, and when it may come again. */
export function errorHeaders(thrown: unknown): Readonly<Record<string, string>> {
  if (thrown instanceof RequestFormError) return thrown.headers;
  if (!isDomainError(thrown)) return {};
  if (thrown.code === ErrorCode.UNAUTHENTICATED) return { 'www-authenticate': 'Bearer' };
  const retryAfterMs = retryAfterMsOf(thrown);
  return retryAfterMs === null ? {} : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) };
}

function retryAfterMsOf({ details }: DomainError): number | null {
  return typeof details.retryAfterMs === 'number' ? details.retryAfterMs : null;
}
