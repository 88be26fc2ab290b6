import { gunzipSync, gzipSync } from 'node:zlib';
import { InvalidInputError } from '../../lib/errors.js';

const GZIP_MAGIC = [0x1f, 0x8b];
/** Protects against a small file that unpacks to more than memory holds. */
const MOST_BYTES = 2 ** 30;

/** Text of a vocabulary: a word a line, plain or packed by gzip. @throws {InvalidInputError} when it does not unpack */
export function vocabularyText(bytes: Uint8Array): string {
  if (!GZIP_MAGIC.every((byte, at) => bytes[at] === byte)) return Buffer.from(bytes).toString();
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES }).toString();
  } catch {
    throw new InvalidInputError(
      `The vocabulary is packed by gzip, and does not unpack to at most ${MOST_BYTES} bytes.`,
    );
  }
}

export function packVocabulary(bytes: Uint8Array): Uint8Array {
  return gzipSync(vocabularyText(bytes), { level: 9 });
}
