import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import { InvalidInputError } from '../../lib/errors.js';
import { BlobCorruptError } from './blob-errors.js';
import type { BlobSource } from './blob-store.js';

/** Files and hashes take less than 2 GiB at once; a piece is hashed in some tens of milliseconds. */
const PIECE_BYTES = 64 * 1024 * 1024;
const PATTERN = /^sha256:([0-9a-f]{64})$/;

/** SHA-256 of some bytes in the form that the blob store uses: "sha256:<hex>". */
export function digestOf(bytes: Uint8Array): string {
  const hash = createHash('sha256');
  for (const piece of piecesOf(bytes)) hash.update(piece);
  return `sha256:${hash.digest('hex')}`;
}

/** Bytes of any length in pieces, without a copy. */
export function* piecesOf(bytes: Uint8Array): Iterable<Uint8Array> {
  for (let from = 0; from < bytes.byteLength; from += PIECE_BYTES) yield bytes.subarray(from, from + PIECE_BYTES);
}

/**
 * The 64 hexadecimal digits of a digest, safe to use in a path.
 * @throws {InvalidInputError} for anything that is not "sha256:" and 64 lower-case hexadecimal digits
 */
export function hexOfDigest(digest: string): string {
  const hex = PATTERN.exec(digest)?.[1];
  if (hex === undefined) {
    throw new InvalidInputError(`"${digest}" is not a digest. It is "sha256:" and 64 lower-case hexadecimal digits.`);
  }
  return hex;
}

/** Hands a source's bytes on chunk by chunk. */
export async function* chunksOf(source: BlobSource): AsyncIterable<Uint8Array> {
  if (source instanceof Uint8Array) yield* piecesOf(source);
  else yield* source;
}

/** Passes bytes through and fails before the end when they are not those of `digest`. */
export function verifier(digest: string, place: string): Transform {
  const hash = createHash('sha256');
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
    flush(done) {
      const actual = `sha256:${hash.digest('hex')}`;
      done(actual === digest ? null : new BlobCorruptError(digest, actual, place));
    },
  });
}

/** @throws {BlobCorruptError} when the bytes are not those of `digest` */
export function verifyBytes(bytes: Uint8Array, digest: string, place: string): Uint8Array {
  const actual = digestOf(bytes);
  if (actual !== digest) throw new BlobCorruptError(digest, actual, place);
  return bytes;
}
