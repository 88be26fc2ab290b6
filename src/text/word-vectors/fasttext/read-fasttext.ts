import { InvalidInputError } from '../../../lib/errors.js';
import { ByteReader } from '../byte-reader.js';
import { subwordBuckets } from '../subwords.js';
import { finite, VectorParts } from '../vector-parts.js';
import type { SubwordVectors, WordVectors, WordVectorsStream } from '../word-vectors.js';
import { FASTTEXT_MODEL, type FastTextHeader, SENTENCE_END } from './header.js';
import { readFastTextHeader } from './read-header.js';
import {
  expectDenseSizes,
  floatsOf,
  type MatrixRows,
  need,
  readDenseRows,
  readFlag,
  readQuantizedRows,
  skip,
} from './read-matrix.js';

const FLOAT_BYTES = 4;
/** Of n-grams that are given at once. */
const ROWS_AT_ONCE = 2_000;
const INPUT = 'the matrix of words and n-grams';
const OUTPUT = 'the output matrix';

/**
 * Words of a .bin of fastText and the vectors that fastText gives them: the mean of a word's own row and those of its n-grams; and the n-grams', for other words. The n-grams'
 * rows are held in memory, or all codes of a quantized model; the words' own rows come in parts, in a second reading.
 * @throws {InvalidInputError} naming the byte where the file lies
 */
export async function openFastText(path: string): Promise<WordVectorsStream> {
  const reader = await ByteReader.open(path);
  try {
    const header = await readFastTextHeader(reader);
    const { words, keptBuckets, settings } = header;
    const { dimensions, buckets } = settings;
    const quantized = await readFlag(reader, INPUT);
    if (!quantized && keptBuckets !== null)
      throw new InvalidInputError('The file keeps some n-grams only, which fastText does in quantized models.');
    const ngrams = keptBuckets?.size ?? buckets;
    const rows = words.length + ngrams;
    const opened = quantized
      ? { own: null, rows: await readQuantizedRows(reader, rows, dimensions, INPUT) }
      : await readDense(reader, words.length, ngrams, dimensions);
    await checkEnd(reader, header, quantized);
    const parts =
      opened.own === null ? quantizedParts(header, opened.rows) : denseParts(header, path, opened.own, opened.rows);
    const firstNgram = opened.own === null ? words.length : 0;
    return { dimensions, wordCount: words.length, parts, subwords: subwordsOf(header, opened.rows, firstNgram) };
  } finally {
    reader.close();
  }
}

/** Rows of n-grams, and where those of the words begin. */
async function readDense(
  reader: ByteReader,
  words: number,
  ngrams: number,
  dimensions: number,
): Promise<{ own: number; rows: MatrixRows }> {
  await expectDenseSizes(reader, words + ngrams, dimensions, INPUT);
  const own = reader.position;
  await skip(reader, words * dimensions * FLOAT_BYTES, INPUT);
  return { own, rows: await readDenseRows(reader, ngrams, dimensions, INPUT) };
}

/** The rest of the file must be its output matrix, which word vectors do not need. */
async function checkEnd(
  reader: ByteReader,
  { words, labels, settings: { dimensions, model } }: FastTextHeader,
  quantized: boolean,
): Promise<void> {
  const outputQuantized = await readFlag(reader, OUTPUT);
  const rows = model === FASTTEXT_MODEL.SUPERVISED ? labels.length : words.length;
  if (quantized && outputQuantized) await readQuantizedRows(reader, rows, dimensions, OUTPUT);
  else {
    await expectDenseSizes(reader, rows, dimensions, OUTPUT);
    await skip(reader, rows * dimensions * FLOAT_BYTES, OUTPUT);
  }
  if (await reader.has(1))
    throw new InvalidInputError(`At byte ${reader.position}: the file goes on after its output matrix.`);
}

async function* denseParts(
  header: FastTextHeader,
  path: string,
  own: number,
  ngrams: MatrixRows,
): AsyncGenerator<WordVectors> {
  const reader = await ByteReader.open(path);
  try {
    await skip(reader, own, INPUT);
    yield* partsOf(
      header,
      async (sum) => {
        sum.set(floatsOf(await need(reader, sum.byteLength, INPUT)));
      },
      ngrams,
      0,
    );
  } finally {
    reader.close();
  }
}

function quantizedParts(header: FastTextHeader, rows: MatrixRows): AsyncGenerator<WordVectors> {
  const addOwn = (sum: Float32Array, word: number) => {
    rows.addTo(sum, word);
  };
  return partsOf(header, addOwn, rows, header.words.length);
}

/** Null of a model without n-grams. @param firstNgram row of the first n-gram in `ngrams` */
function subwordsOf(
  { settings, keptBuckets }: FastTextHeader,
  ngrams: MatrixRows,
  firstNgram: number,
): SubwordVectors | null {
  const { dimensions, buckets, maxNgram } = settings;
  const minNgram = Math.max(1, settings.minNgram);
  if (maxNgram < minNgram) return null;
  const withVector = keptBuckets
    ? Uint32Array.from(keptBuckets.keys()).sort()
    : Uint32Array.from({ length: buckets }, (_, bucket) => bucket);
  return {
    ...{ minNgram, maxNgram, buckets, withVector },
    *rows() {
      for (let from = 0; from < withVector.length; from += ROWS_AT_ONCE) {
        const chosen = withVector.subarray(from, from + ROWS_AT_ONCE);
        const vectors = new Float32Array(chosen.length * dimensions);
        chosen.forEach((bucket, at) => {
          const row = keptBuckets ? keptBuckets.get(bucket)! : bucket;
          ngrams.addTo(vectors.subarray(at * dimensions, (at + 1) * dimensions), firstNgram + row);
        });
        yield vectors;
      }
    },
  };
}

/** @param firstNgram row of the first n-gram in `ngrams` */
async function* partsOf(
  { words, settings, keptBuckets }: FastTextHeader,
  addOwn: (sum: Float32Array, word: number) => Promise<void> | void,
  ngrams: MatrixRows,
  firstNgram: number,
): AsyncGenerator<WordVectors> {
  const { dimensions } = settings;
  const parts = new VectorParts(dimensions);
  for (const [number, word] of words.entries()) {
    const bytes = Buffer.from(word);
    const place = `Word ${number + 1}`;
    const sum = parts.begin(bytes, place);
    await addOwn(sum, number);
    let rows = 1;
    for (const bucket of word === SENTENCE_END ? [] : subwordBuckets(bytes, settings)) {
      const row = keptBuckets ? keptBuckets.get(bucket) : bucket;
      if (row === undefined) continue;
      ngrams.addTo(sum, firstNgram + row);
      rows++;
    }
    const share = Math.fround(1 / rows);
    for (let at = 0; at < dimensions; at++) sum[at] = finite(sum[at]! * share, place);
    if (parts.full) yield parts.part();
  }
  yield parts.part();
}
