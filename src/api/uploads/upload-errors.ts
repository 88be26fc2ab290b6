import { ERRORS } from '@tus/utils';
import { ErrorCode, isDomainError } from '../../lib/errors.js';
import { newId } from '../../lib/ids.js';
import type { Logger } from '../../lib/logger.js';
import { ChecksumMismatchError } from '../../storage/uploads/checksum.js';
import { databaseError } from '../errors/database-error.js';

/** An error as @tus/server sends it: a status and a plain sentence. */
export interface UploadFailure {
  status_code: number;
  body: string;
}

/** A refusal that the tus protocol itself knows. */
export class UploadProtocolError extends Error implements UploadFailure {
  readonly status_code: number;
  readonly body: string;
  constructor({ status_code, body }: UploadFailure) {
    super(body);
    this.name = 'UploadProtocolError';
    this.status_code = status_code;
    this.body = body;
  }
}

const STATUS: Partial<Record<ErrorCode, number>> = {
  [ErrorCode.NOT_FOUND]: 404,
  [ErrorCode.CONFLICT]: 409,
  [ErrorCode.INVALID_INPUT]: 400,
  [ErrorCode.FORBIDDEN]: 403,
  [ErrorCode.UNAUTHENTICATED]: 401,
  // "Locked": another request works on the upload. Clients of the protocol try again.
  [ErrorCode.LIMIT_EXCEEDED]: 423,
  [ErrorCode.UNAVAILABLE]: 503,
};

/** tus' own status for bytes that do not match their checksum. */
const CHECKSUM_MISMATCH = 460;

/** What to answer for an error. One that is no caller's business is logged under an id, and shown as that id alone. */
export function uploadFailure(error: unknown, logger: Logger): UploadFailure {
  if (isProtocolError(error)) return { status_code: error.status_code, body: error.body };
  if (error instanceof Error && error.name === 'AbortError') return ERRORS.ABORTED;
  const known = error instanceof Error && !isDomainError(error) ? databaseError(error) : error;
  if (known instanceof ChecksumMismatchError) return { status_code: CHECKSUM_MISMATCH, body: `${known.message}\n` };
  const status = isDomainError(known) ? STATUS[known.code] : undefined;
  if (isDomainError(known) && status !== undefined) return { status_code: status, body: `${known.message}\n` };
  const errorId = newId('error');
  logger.error({ errorId, err: error }, 'An upload failed');
  const body = `Something went wrong inside Sluice. Its operator finds the details in the log under ${errorId}.\n`;
  return { status_code: 500, body };
}

function isProtocolError(error: unknown): error is UploadFailure {
  return (
    typeof error === 'object' &&
    error !== null &&
    'status_code' in error &&
    typeof error.status_code === 'number' &&
    'body' in error &&
    typeof error.body === 'string'
  );
}
