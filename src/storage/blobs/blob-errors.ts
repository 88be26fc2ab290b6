import { DomainError, ErrorCode } from '../../lib/errors.js';

/** A digest that rows refer to, whose content the artifact store does not have. */
export class BlobMissingError extends DomainError {
  readonly code = ErrorCode.NOT_FOUND;
  override readonly details: Record<string, unknown>;
  constructor(digest: string, place: string) {
    super(
      `The content ${digest} is not in the artifact store at ${place}. Restore it from a backup, or make it again; ` +
        'check that every process has the same ARTIFACTS_URL.',
    );
    this.details = { digest };
  }
}

/** Stored bytes that are not those of their digest; they are never handed out as if they were. */
export class BlobCorruptError extends DomainError {
  readonly code = ErrorCode.INTERNAL;
  override readonly details: Record<string, unknown>;
  constructor(digest: string, actual: string, place: string) {
    super(
      `The artifact store at ${place} holds damaged bytes for ${digest}: they hash to ${actual}. ` +
        'Put the same content again, or restore it from a backup.',
    );
    this.details = { digest, actual };
  }
}
