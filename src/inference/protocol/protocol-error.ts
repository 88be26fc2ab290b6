import {
  CancelledError,
  ConflictError,
  type DomainError,
  ErrorCode,
  InvalidInputError,
  isDomainError,
  LimitExceededError,
  OutOfMemoryError,
  TimeoutError,
  UnauthenticatedError,
  UnavailableError,
} from '../../lib/errors.js';

/** Why a worker could not answer, where its caller acts on it. */
export type Unavailability =
  | 'LANE_LOST'
  | 'QUEUE_FULL'
  | 'DRAINING'
  | 'NO_LANE'
  | 'NOT_LOADED'
  | 'UNREACHABLE'
  // Of servers of others.
  | 'REFUSED'
  | 'UNTRUSTED'
  | 'SERVER_FAILED';

/** A worker, or a server of others, that cannot answer at the moment. */
export class WorkerUnavailableError extends UnavailableError {
  constructor(
    readonly reason: Unavailability,
    message: string,
  ) {
    super(message);
    Object.assign(this.details, { reason });
  }
}

/** What goes wrong within the worker itself, and is nobody's input. */
export interface ProtocolError {
  readonly error: string;
  readonly code: ErrorCode;
  readonly reason?: Unavailability;
}

const STATUS: Partial<Record<ErrorCode, number>> = {
  INVALID_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  LIMIT_EXCEEDED: 413,
  CANCELLED: 499,
  OUT_OF_MEMORY: 507,
  UNAVAILABLE: 503,
  TIMEOUT: 504,
};

/** The HTTP status that the protocol answers for a code. */
export function statusOf(code: ErrorCode): number {
  return STATUS[code] ?? 500;
}

/** Status and body for an error; what is no domain error says nothing of the inside. */
export function protocolErrorOf(error: unknown): { status: number; body: ProtocolError } {
  if (!isDomainError(error))
    return { status: 500, body: { error: 'The inference worker failed; its log says how.', code: ErrorCode.INTERNAL } };
  const reason = error instanceof WorkerUnavailableError ? { reason: error.reason } : {};
  return { status: statusOf(error.code), body: { error: error.message, code: error.code, ...reason } };
}

/** The error that a server of the protocol answered; servers other than ours send a message alone. */
export function errorFromProtocol(status: number, body: Partial<ProtocolError>): DomainError {
  const message = body.error ?? `The inference worker answered with status ${status}.`;
  const code = body.code ?? codeOf(status);
  switch (code) {
    case ErrorCode.INVALID_INPUT:
      return new InvalidInputError(message);
    case ErrorCode.UNAUTHENTICATED:
      return new UnauthenticatedError(message);
    case ErrorCode.NOT_FOUND:
      return new WorkerUnavailableError('NOT_LOADED', message);
    case ErrorCode.CONFLICT:
      return new ConflictError(message);
    case ErrorCode.LIMIT_EXCEEDED:
      return new LimitExceededError(message, 0);
    case ErrorCode.CANCELLED:
      return new CancelledError(message);
    case ErrorCode.OUT_OF_MEMORY:
      return new OutOfMemoryError(message);
    case ErrorCode.TIMEOUT:
      return new TimeoutError(message);
    default:
      return new WorkerUnavailableError(body.reason ?? 'UNREACHABLE', message);
  }
}

function codeOf(status: number): ErrorCode | undefined {
  return Object.values(ErrorCode).find((code) => STATUS[code] === status);
}
