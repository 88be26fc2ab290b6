/** Stable codes of errors, shown in `extensions.code`; also why a job or one prediction failed. */
export enum ErrorCode {
  NOT_FOUND = 'NOT_FOUND',
  CONFLICT = 'CONFLICT',
  INVALID_INPUT = 'INVALID_INPUT',
  FORBIDDEN = 'FORBIDDEN',
  UNAUTHENTICATED = 'UNAUTHENTICATED',
  LIMIT_EXCEEDED = 'LIMIT_EXCEEDED',
  UNAVAILABLE = 'UNAVAILABLE',
  TIMEOUT = 'TIMEOUT',
  CANCELLED = 'CANCELLED',
  IDEMPOTENCY_KEY_REUSED = 'IDEMPOTENCY_KEY_REUSED',
  CURSOR_EXPIRED = 'CURSOR_EXPIRED',
  WORKER_LOST = 'WORKER_LOST',
  OUT_OF_MEMORY = 'OUT_OF_MEMORY',
  INTERNAL = 'INTERNAL',
}

/** An error that a caller can act on: a class, a code and a sentence that says what to do. */
export abstract class DomainError extends Error {
  abstract readonly code: ErrorCode;
  /** Whether the same call may succeed later without a change. */
  readonly retryable: boolean = false;
  /** More facts for the caller, shown in `extensions`. */
  readonly details: Record<string, unknown> = {};

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

export class NotFoundError extends DomainError {
  readonly code = ErrorCode.NOT_FOUND;
  constructor(
    readonly kind: string,
    readonly reference: string,
    advice = `List what there is with the query "${kind}s".`,
  ) {
    super(`No ${kind} "${reference}". ${advice}`);
  }
}

export class ConflictError extends DomainError {
  readonly code = ErrorCode.CONFLICT;
}

/**
 * `path` leads to the offending part of the input: ["input", "epochs"]. It is only in `details`: graphql-js takes an error with
 * a property `path` for one of its own, which has its place in the response already.
 */
export class InvalidInputError extends DomainError {
  readonly code = ErrorCode.INVALID_INPUT;
  override readonly details: Record<string, unknown>;
  constructor(message: string, path: readonly (string | number)[] = []) {
    super(message);
    this.details = path.length > 0 ? { path } : {};
  }
}

export class ForbiddenError extends DomainError {
  readonly code = ErrorCode.FORBIDDEN;
}

export class UnauthenticatedError extends DomainError {
  readonly code = ErrorCode.UNAUTHENTICATED;
}

/** `limit` and `actual` are in the unit that the sentence names. */
export class LimitExceededError extends DomainError {
  readonly code = ErrorCode.LIMIT_EXCEEDED;
  override readonly details: Record<string, unknown>;
  constructor(message: string, limit: number, actual?: number, retryAfterMs?: number) {
    super(message);
    this.details = {
      limit,
      ...(actual === undefined ? {} : { actual }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    };
  }
}

/** What was asked for does not fit into the memory that there is for it; `details` has the figures, in bytes. */
export class OutOfMemoryError extends DomainError {
  readonly code = ErrorCode.OUT_OF_MEMORY;
  override readonly details: Record<string, unknown>;
  constructor(message: string, details: Readonly<Record<string, number>> = {}) {
    super(message);
    this.details = { ...details };
  }
}

/** What was asked for cannot be had at the moment; the same call may succeed later. */
export class UnavailableError extends DomainError {
  readonly code = ErrorCode.UNAVAILABLE;
  override readonly retryable = true;
}

export class TimeoutError extends DomainError {
  readonly code = ErrorCode.TIMEOUT;
  override readonly retryable = true;
}

export class CancelledError extends DomainError {
  readonly code = ErrorCode.CANCELLED;
}

export class IdempotencyKeyReusedError extends DomainError {
  readonly code = ErrorCode.IDEMPOTENCY_KEY_REUSED;
  constructor(key: string) {
    super(`The idempotency key "${key}" was used for another input within the last seven days. Choose a new key.`);
  }
}

export class CursorExpiredError extends DomainError {
  readonly code = ErrorCode.CURSOR_EXPIRED;
  constructor(
    message = 'The events after this cursor are no longer kept. Read the present state with a query and subscribe from its cursor.',
  ) {
    super(message);
  }
}

/** Whoever did the work is gone, or another took it over; nothing more may be written by it. */
export class WorkerLostError extends DomainError {
  readonly code = ErrorCode.WORKER_LOST;
  override readonly retryable = true;
}

export function isDomainError(error: unknown): error is DomainError {
  return error instanceof DomainError;
}
