/** One error of a GraphQL response. */
export interface ResponseError {
  message: string;
  path?: readonly (string | number)[];
  extensions?: Record<string, unknown>;
}

/** Codes that the client itself gives, besides those of the schema's `ErrorCode`. */
export const UNREACHABLE = 'UNREACHABLE';
export const UNEXPECTED_ANSWER = 'UNEXPECTED_ANSWER';

export interface SluiceErrorOptions extends ErrorOptions {
  details?: Record<string, unknown>;
  path?: readonly (string | number)[];
  requestId?: string | null;
}

/** Anything that a gateway refuses, or that keeps a client from reaching it: a code and a sentence that says what to do. */
export class SluiceError extends Error {
  override readonly name = 'SluiceError';
  /** Facts beside the sentence: a limit and the request's figure, the path of a wrong input. */
  readonly details: Record<string, unknown>;
  /** Where in the answer it happened. */
  readonly path: readonly (string | number)[];
  /** What the gateway's log calls the request. */
  readonly requestId: string | null;

  constructor(
    readonly code: string,
    message: string,
    { details = {}, path = [], requestId = null, ...options }: SluiceErrorOptions = {},
  ) {
    super(message, options);
    this.details = details;
    this.path = path;
    this.requestId = requestId;
  }

  /** Whether the same call may succeed later without a change. */
  get retryable(): boolean {
    return this.code === UNREACHABLE || this.details.retryable === true;
  }
}

export function isSluiceError(error: unknown): error is SluiceError {
  return error instanceof SluiceError;
}

/** The first of a response's errors; the others are in its details as `alsoFailed`. */
export function errorOfResponse(errors: readonly ResponseError[], requestId: string | null = null): SluiceError {
  const [first = { message: 'The gateway answered with an error that has no text.' }, ...others] = errors;
  const { code, ...details } = first.extensions ?? {};
  return new SluiceError(typeof code === 'string' ? code : UNEXPECTED_ANSWER, first.message, {
    details: others.length > 0 ? { ...details, alsoFailed: others.map(({ message }) => message) } : details,
    path: first.path,
    requestId,
  });
}

/** @param reason what the network said, when it said anything */
export function unreachableError(url: string, cause: unknown, reason = reasonOf(cause)): SluiceError {
  return new SluiceError(
    UNREACHABLE,
    `No gateway answers at ${url}${reason ? ` (${reason})` : ''}. Start one with "sluice up", or name another address.`,
    { cause },
  );
}

/** The deepest cause says most: fetch itself says only "fetch failed". */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return '';
  const code = (cause as { code?: unknown }).code;
  if (cause.cause instanceof Error) return reasonOf(cause.cause);
  return typeof code === 'string' ? code : cause.message;
}
