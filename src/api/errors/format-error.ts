import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { ArgumentValidationError } from 'type-graphql';
import { type DomainError, ErrorCode, isDomainError } from '../../lib/errors.js';
import { newId } from '../../lib/ids.js';
import type { Logger } from '../../lib/logger.js';
import { databaseError } from './database-error.js';
import { pathOfVariableError, violatedConstraint } from './input-path.js';

type Extensions = Record<string, unknown> & { code: ErrorCode };

/** Codes that libraries give; clients see those of ErrorCode alone. */
const CODES = new Map<unknown, ErrorCode>([
  ...Object.values(ErrorCode).map((code) => [code, code] as const),
  ['GRAPHQL_PARSE_FAILED', ErrorCode.INVALID_INPUT],
  ['GRAPHQL_VALIDATION_FAILED', ErrorCode.INVALID_INPUT],
  ['BAD_USER_INPUT', ErrorCode.INVALID_INPUT],
  ['BAD_REQUEST', ErrorCode.INVALID_INPUT],
  ['OPERATION_RESOLUTION_FAILURE', ErrorCode.INVALID_INPUT],
  ['PERSISTED_QUERY_NOT_FOUND', ErrorCode.INVALID_INPUT],
  ['PERSISTED_QUERY_NOT_SUPPORTED', ErrorCode.INVALID_INPUT],
  ['UNAUTHORIZED', ErrorCode.FORBIDDEN],
]);

/** Errors as clients see them: a code of ErrorCode, a sentence, and the place in the input where there is one. */
export class ErrorFormatter {
  constructor(
    private readonly logger: Logger,
    private readonly onError: (code: ErrorCode) => void = () => undefined,
  ) {}

  /** An internal error is logged whole under an id, and shown as that id alone. */
  readonly format = (thrown: unknown): GraphQLFormattedError => {
    const error = asGraphQLError(thrown);
    const { message, extensions } = describe(error) ?? this.hide(error);
    this.onError(extensions.code);
    return {
      message,
      ...(error.locations ? { locations: error.locations } : {}),
      ...(error.path ? { path: error.path } : {}),
      extensions,
    };
  };

  private hide(error: GraphQLError): { message: string; extensions: Extensions } {
    const errorId = newId('error');
    this.logger.error({ errorId, path: error.path, err: cause(error) }, 'Internal error');
    return {
      message: `Something went wrong inside Sluice. Its operator finds the details in the log under ${errorId}.`,
      extensions: { code: ErrorCode.INTERNAL, errorId },
    };
  }
}

function asGraphQLError(thrown: unknown): GraphQLError {
  if (thrown instanceof GraphQLError) return thrown;
  const originalError = thrown instanceof Error ? thrown : new Error(String(thrown));
  return new GraphQLError(originalError.message, { originalError });
}

/** What was thrown first, beneath the errors that graphql-js and Apollo wrap around it. */
function cause(error: GraphQLError): Error {
  let innermost: Error = error;
  while (innermost instanceof GraphQLError && innermost.originalError) innermost = innermost.originalError;
  return innermost;
}

/** Message and extensions of an error that a caller can act on; null when the fault is inside. */
function describe(error: GraphQLError): { message: string; extensions: Extensions } | null {
  const original = cause(error);
  const domainError = isDomainError(original)
    ? original
    : original instanceof GraphQLError
      ? null
      : databaseError(original);
  if (domainError) return describeDomainError(domainError, error);
  if (original instanceof ArgumentValidationError) return describeViolation(original, error);
  if (original.name === 'AbortError') {
    return { message: 'The operation was cancelled.', extensions: { code: ErrorCode.CANCELLED } };
  }
  if (!(original instanceof GraphQLError)) return null;
  return describeRequestError(original, error);
}

function describeDomainError(domainError: DomainError, error: GraphQLError) {
  const path = domainError.code === ErrorCode.INVALID_INPUT ? pathOfVariableError(error.message) : [];
  return {
    message: domainError.message,
    extensions: {
      code: domainError.code,
      ...(domainError.retryable ? { retryable: true } : {}),
      ...(path.length > 0 ? { path } : {}),
      ...domainError.details,
    },
  };
}

function describeViolation(violation: ArgumentValidationError, error: GraphQLError) {
  const { path, sentences } = violatedConstraint(violation.extensions.validationErrors, error);
  return {
    message: `${path.join('.')}: ${sentences.join('; ') || 'is not valid'}.`,
    extensions: { code: ErrorCode.INVALID_INPUT, path },
  };
}

/** Errors of graphql-js, Apollo and type-graphql themselves. Without a code, one inside a response is ours, one before it the caller's. */
function describeRequestError(original: GraphQLError, error: GraphQLError) {
  const code = CODES.get(error.extensions.code) ?? CODES.get(original.extensions.code);
  const wrongArgument = error.path === undefined || error.message.startsWith('Argument "');
  if (code === undefined && !wrongArgument) return null;
  const path = pathOfVariableError(error.message);
  const { http: _http, stacktrace: _stacktrace, ...details } = original.extensions;
  return {
    message: error.message,
    extensions: { ...details, ...(path.length > 0 ? { path } : {}), code: code ?? ErrorCode.INVALID_INPUT },
  };
}
