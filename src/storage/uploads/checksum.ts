import { DomainError, ErrorCode } from '../../lib/errors.js';

/** Algorithms that a client may choose from, by their names in the tus protocol. */
export const CHECKSUM_ALGORITHMS = ['sha1', 'sha256'] as const;

/** What the bytes of one request must hash to. */
export interface Checksum {
  algorithm: (typeof CHECKSUM_ALGORITHMS)[number];
  digest: Buffer;
}

/** Bytes arrived that are not those that the sender promised; none of them was kept. */
export class ChecksumMismatchError extends DomainError {
  readonly code = ErrorCode.INVALID_INPUT;
}
