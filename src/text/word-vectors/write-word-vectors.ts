import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { InvalidInputError } from '../../lib/errors.js';
import { formatFastText } from './fasttext/write-fasttext.js';
import type { WordVectors, WordVectorsStream } from './word-vectors.js';

/** `word2vec` is word2vec's text, which is fastText's .vec too; `glove` is the same without a first line; `fasttext` is its .bin. */
export const WORD_VECTOR_FORMATS = ['word2vec', 'word2vec-binary', 'glove', 'fasttext'] as const;
export type WordVectorFormat = (typeof WORD_VECTOR_FORMATS)[number];

const LINE_FEED = 0x0a;
const ROWS_AT_ONCE = 1_000;

/** Writes vectors to a file; one whose name ends in ".gz" is packed. @throws {InvalidInputError} as `formatWordVectors` */
export async function writeWordVectors(
  path: string,
  vectors: WordVectorsStream,
  format: WordVectorFormat,
): Promise<void> {
  const bytes = formatWordVectors(vectors, format);
  if (path.endsWith('.gz')) await pipeline(bytes, createGzip(), createWriteStream(path));
  else await pipeline(bytes, createWriteStream(path));
}

/**
 * The bytes of a file of word vectors.
 * @throws {InvalidInputError} when the format cannot hold a word, or needs to be told first how many words there are
 */
export async function* formatWordVectors(vectors: WordVectorsStream, format: WordVectorFormat): AsyncGenerator<Buffer> {
  if (format === 'fasttext') {
    yield* formatFastText(vectors);
    return;
  }
  const { wordCount, dimensions, parts } = vectors;
  if (format !== 'glove') {
    if (wordCount === null)
      throw new InvalidInputError(`${format} begins with the number of words, which is not known yet.`);
    yield Buffer.from(`${wordCount} ${dimensions}\n`);
  }
  for await (const part of parts)
    for (let row = 0; row < part.words.length; row += ROWS_AT_ONCE) yield rowsOf(part, row, format);
}

function rowsOf({ words, vectors, dimensions }: WordVectors, from: number, format: WordVectorFormat): Buffer {
  const rows = words.slice(from, from + ROWS_AT_ONCE).map((word, at) => {
    assertWritable(word, format);
    const start = (from + at) * dimensions;
    const vector = vectors.subarray(start, start + dimensions);
    return format === 'word2vec-binary' ? binaryRow(word, vector) : Buffer.from(`${word} ${decimals(vector)}\n`);
  });
  return Buffer.concat(rows);
}

/** Nine digits tell every float of 32 bits from its neighbours. */
function decimals(vector: Float32Array): string {
  return Array.from(vector, (value) => Number(value.toPrecision(9))).join(' ');
}

function binaryRow(word: string, vector: Float32Array): Buffer {
  const values = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
  return Buffer.concat([Buffer.from(`${word} `), values, Buffer.of(LINE_FEED)]);
}

/** @throws {InvalidInputError} when a format cannot hold a word */
export function assertWritable(word: string, format: WordVectorFormat): void {
  if (format !== 'glove' && format !== 'fasttext' && /[ \t]/.test(word))
    throw new InvalidInputError(
      `The word "${word}" holds white space, where ${format} ends a word. Choose the format glove.`,
    );
}
