import { InvalidInputError } from '../../lib/errors.js';
import { FASTTEXT_MAGIC, LAST_VERSION } from './fasttext-header.js';
import type { WordVectorsStream } from './word-vectors.js';

const SKIP_GRAM = 2;
/** fastText builds tables of counts for its other losses, and counts are not known. */
const SOFTMAX = 3;
const WRITE_BYTES = 2 ** 20;
const FLOAT_BYTES = 4;

/**
 * The bytes of a .bin of fastText, of a model without n-grams: what asks it for words and neighbours gets these vectors. A table of words has
 * neither counts nor output vectors, so they are 1 and 0: such a file is no start for further training.
 * @throws {InvalidInputError} when the words are not known before their vectors
 */
export async function* formatFastText({ dimensions, words, parts }: WordVectorsStream): AsyncGenerator<Buffer> {
  if (words === undefined) throw new InvalidInputError('fasttext begins with the words, which are not known yet.');
  yield settings(dimensions);
  yield dictionary(words);
  yield matrixHead(words.length, dimensions);
  for await (const { vectors } of parts) yield Buffer.from(vectors.buffer, vectors.byteOffset, vectors.byteLength);
  yield matrixHead(words.length, dimensions);
  const zeros = Buffer.alloc(WRITE_BYTES);
  for (let left = words.length * dimensions * FLOAT_BYTES; left > 0; left -= WRITE_BYTES)
    yield zeros.subarray(0, Math.min(left, WRITE_BYTES));
}

/** Dimensions, window, epochs, least count, negatives, word n-grams, loss, model, buckets, n-grams from and to, update rate, sampling. */
function settings(dimensions: number): Buffer {
  const integers = [FASTTEXT_MAGIC, LAST_VERSION, dimensions, 5, 1, 1, 5, 1, SOFTMAX, SKIP_GRAM, 0, 0, 0, 100];
  const bytes = Buffer.alloc(4 * integers.length + 8);
  integers.forEach((value, at) => bytes.writeInt32LE(value, 4 * at));
  bytes.writeDoubleLE(1e-4, 4 * integers.length);
  return bytes;
}

function dictionary(words: readonly string[]): Buffer {
  const head = Buffer.alloc(28);
  head.writeInt32LE(words.length, 0);
  head.writeInt32LE(words.length, 4);
  head.writeBigInt64LE(BigInt(words.length), 12);
  head.writeBigInt64LE(-1n, 20);
  const tail = Buffer.alloc(10);
  tail.writeBigInt64LE(1n, 1);
  return Buffer.concat([head, ...words.flatMap((word) => [Buffer.from(word), tail])]);
}

/** Not quantized, and its sizes. */
function matrixHead(rows: number, dimensions: number): Buffer {
  const head = Buffer.alloc(17);
  head.writeBigInt64LE(BigInt(rows), 1);
  head.writeBigInt64LE(BigInt(dimensions), 9);
  return head;
}
