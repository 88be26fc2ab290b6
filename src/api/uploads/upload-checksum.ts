import { InvalidInputError } from '../../lib/errors.js';
import { type Checksum, CHECKSUM_ALGORITHMS } from '../../storage/uploads/checksum.js';

/**
 * The checksum that an Upload-Checksum header promises: an algorithm, a space, and the digest in Base64.
 * @throws {InvalidInputError} when it is malformed or names an algorithm that is not offered
 */
export function parseUploadChecksum(header: string): Checksum {
  const [name, encoded = ''] = header.split(' ');
  const algorithm = CHECKSUM_ALGORITHMS.find((known) => known === name);
  if (!algorithm) {
    throw new InvalidInputError(
      `Upload-Checksum names the algorithm "${name}"; offered are ${CHECKSUM_ALGORITHMS.join(' and ')}.`,
    );
  }
  const digest = Buffer.from(encoded, 'base64');
  const length = { sha1: 20, sha256: 32 }[algorithm];
  if (digest.byteLength !== length) {
    throw new InvalidInputError(
      `Upload-Checksum holds ${digest.byteLength} bytes in Base64; a ${algorithm} digest has ${length}.`,
    );
  }
  return { algorithm, digest };
}
