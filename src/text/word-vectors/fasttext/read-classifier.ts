import { InvalidInputError } from '../../../lib/errors.js';
import { ByteReader } from '../byte-reader.js';
import { FASTTEXT_MODEL, type FastTextHeader } from './header.js';
import { readFastTextHeader } from './read-header.js';
import {
  expectDenseSizes,
  need,
  type QuantizedMatrix,
  readFlag,
  readFloats,
  readQuantizedMatrix,
  rowsOfQuantized,
} from './read-matrix.js';
import { finite } from '../vector-parts.js';

const READ_BYTES = 2 ** 20;
const FLOAT_BYTES = 4;
const INPUT = 'the matrix of words and n-grams';
const OUTPUT = 'the output matrix';
/** Hashes of n-grams are taken modulo the buckets in doubles. */
const MOST_BUCKETS = 2 ** 26;

/** A supervised model of fastText. */
export interface FastTextClassifier {
  readonly header: FastTextHeader;
  /** Rows of words, then of n-grams, if the file is quantized; null if they were written. */
  readonly quantized: QuantizedMatrix | null;
  /** Rows of words and n-grams. */
  readonly rowCount: number;
  /** A row for each label. */
  readonly outputs: Float32Array;
}

/**
 * Reads a .bin or .ftz of fastText's supervised models.
 * @param writeRows takes the rows of a model that is not quantized, in parts, as little-endian floats
 * @throws {InvalidInputError} when the file is none, naming the byte where it lies
 */
export async function readFastTextClassifier(
  path: string,
  writeRows: (bytes: Buffer) => Promise<void>,
): Promise<FastTextClassifier> {
  const reader = await ByteReader.open(path);
  try {
    const header = await readFastTextHeader(reader);
    assertClassifier(header);
    const { words, labels, keptBuckets, settings } = header;
    const { dimensions, buckets } = settings;
    const rowCount = words.length + (keptBuckets?.size ?? buckets);
    const isQuantized = await readFlag(reader, INPUT);
    if (!isQuantized && keptBuckets !== null)
      throw new InvalidInputError('The file keeps some n-grams only, which fastText does in quantized models.');
    const quantized = isQuantized ? await readQuantizedMatrix(reader, rowCount, dimensions, INPUT) : null;
    if (!isQuantized) await passRows(reader, rowCount, dimensions, writeRows);
    const outputs = await readOutputs(reader, labels.length, dimensions, isQuantized);
    if (await reader.has(1))
      throw new InvalidInputError(`At byte ${reader.position}: the file goes on after its output matrix.`);
    return { header, quantized, rowCount, outputs };
  } finally {
    reader.close();
  }
}

function assertClassifier({ words, labels, settings }: FastTextHeader): void {
  const { model, wordNgrams, buckets } = settings;
  if (model !== FASTTEXT_MODEL.SUPERVISED || labels.length === 0)
    throw new InvalidInputError('The file holds word vectors and no labels: it is no supervised model of fastText.');
  if (new Set(words).size < words.length || new Set(labels).size < labels.length)
    throw new InvalidInputError('A word or a label of the dictionary comes twice.');
  if (wordNgrams < 1 || (wordNgrams > 1 && buckets === 0) || buckets > MOST_BUCKETS)
    throw new InvalidInputError(`Runs of ${wordNgrams} words in ${buckets} buckets cannot be, or are too many.`);
}

async function passRows(
  reader: ByteReader,
  rows: number,
  dimensions: number,
  writeRows: (bytes: Buffer) => Promise<void>,
): Promise<void> {
  await expectDenseSizes(reader, rows, dimensions, INPUT);
  for (let left = rows * dimensions * FLOAT_BYTES; left > 0;) {
    const place = `${INPUT}, from byte ${reader.position}`;
    const bytes = Buffer.from(await need(reader, Math.min(left, READ_BYTES), INPUT));
    for (let at = 0; at < bytes.length; at += FLOAT_BYTES) finite(bytes.readFloatLE(at), place);
    await writeRows(bytes);
    left -= bytes.length;
  }
}

async function readOutputs(
  reader: ByteReader,
  rows: number,
  dimensions: number,
  isQuantized: boolean,
): Promise<Float32Array> {
  if ((await readFlag(reader, OUTPUT)) && isQuantized) {
    const matrix = rowsOfQuantized(await readQuantizedMatrix(reader, rows, dimensions, OUTPUT));
    const outputs = new Float32Array(rows * dimensions);
    for (let row = 0; row < rows; row++) matrix.addTo(outputs.subarray(row * dimensions, (row + 1) * dimensions), row);
    return outputs;
  }
  await expectDenseSizes(reader, rows, dimensions, OUTPUT);
  return readFloats(reader, rows * dimensions, OUTPUT);
}
