import { InvalidInputError } from '../../../lib/errors.js';
import type { ByteReader } from '../byte-reader.js';
import { finite } from '../vector-parts.js';

/** Centroids of each part of a vector (product quantization, Jégou et al. 2011): a code is a byte. */
const CENTROIDS = 256;
const READ_BYTES = 2 ** 20;
const FLOAT_BYTES = 4;
/** Most bytes of a table in memory. */
const MAX_TABLE_BYTES = 2 ** 32;

/** Rows of a fastText matrix that are in memory. */
export interface MatrixRows {
  /** Adds a row to `sum`, rounding as fastText does. */
  addTo(sum: Float32Array, row: number): void;
}

/** @throws {InvalidInputError} when the sizes of a dense matrix, next in the file, are not these */
export async function expectDenseSizes(
  reader: ByteReader,
  rows: number,
  dimensions: number,
  what: string,
): Promise<void> {
  const place = `At byte ${reader.position}`;
  const bytes = await need(reader, 16, what);
  const found = [Number(bytes.readBigInt64LE(0)), Number(bytes.readBigInt64LE(8))];
  if (found[0] !== rows || found[1] !== dimensions)
    throw new InvalidInputError(
      `${place}: ${what} says that it has ${found[0]} rows of ${found[1]} numbers; by its settings and dictionary it has ${rows} of ${dimensions}.`,
    );
}

/** Floats of a dense matrix into memory. */
export async function readDenseRows(
  reader: ByteReader,
  rows: number,
  dimensions: number,
  what: string,
): Promise<MatrixRows> {
  const table = await readFloats(reader, rows * dimensions, what);
  return {
    addTo: (sum, row) => {
      for (let at = 0, from = row * dimensions; at < dimensions; at++) sum[at]! += table[from + at]!;
    },
  };
}

export async function readFloats(reader: ByteReader, count: number, what: string): Promise<Float32Array> {
  if (count * FLOAT_BYTES > MAX_TABLE_BYTES)
    throw new InvalidInputError(
      `${what} takes ${(count * FLOAT_BYTES) / 2 ** 30} GiB, and there is room for 4. Export the words alone as .vec.`,
    );
  const parts: Float32Array[] = [];
  for (let left = count; left > 0;) {
    const place = `${what}, from byte ${reader.position}`;
    const length = Math.min(left, READ_BYTES / FLOAT_BYTES);
    const part = floatsOf(await need(reader, length * FLOAT_BYTES, what));
    for (const value of part) finite(value, place);
    parts.push(part);
    left -= length;
  }
  const all = new Float32Array(count);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** A matrix whose rows are codes of centroids, with or without a code of the length of each. */
export interface QuantizedMatrix extends Quantizer {
  readonly rows: number;
  readonly dimensions: number;
  /** (rows, parts) */
  readonly codes: Uint8Array;
  /** Codes and values of what each row is multiplied by; null where rows keep their length. */
  readonly norms: { readonly codes: Uint8Array; readonly values: Float32Array } | null;
}

export async function readQuantizedMatrix(
  reader: ByteReader,
  rows: number,
  dimensions: number,
  what: string,
): Promise<QuantizedMatrix> {
  const hasNorms = await readFlag(reader, what);
  await expectDenseSizes(reader, rows, dimensions, what);
  const place = `At byte ${reader.position}`;
  const codeBytes = (await need(reader, 4, what)).readInt32LE();
  if (codeBytes < rows || codeBytes > rows * dimensions || codeBytes % rows !== 0)
    throw new InvalidInputError(`${place}: ${what} has ${codeBytes} bytes of codes for ${rows} rows.`);
  const codes = Buffer.from(await readBytes(reader, codeBytes, what));
  const quantizer = await readQuantizer(reader, dimensions, codeBytes / rows, what);
  const normCodes = hasNorms ? Buffer.from(await readBytes(reader, rows, what)) : null;
  const norms = normCodes && { codes: normCodes, values: (await readQuantizer(reader, 1, 1, what)).centroids };
  return { rows, dimensions, codes, ...quantizer, norms };
}

/** Reads such a matrix for its rows. */
export async function readQuantizedRows(
  reader: ByteReader,
  rows: number,
  dimensions: number,
  what: string,
): Promise<MatrixRows> {
  return rowsOfQuantized(await readQuantizedMatrix(reader, rows, dimensions, what));
}

export function rowsOfQuantized({ dimensions, codes, centroids, parts, width, norms }: QuantizedMatrix): MatrixRows {
  return {
    addTo: (sum, row) => {
      const norm = norms ? norms.values[norms.codes[row]!]! : 1;
      for (let part = 0; part < parts; part++) {
        const start = part * width;
        const own = Math.min(width, dimensions - start);
        const from = (part * CENTROIDS + codes[row * parts + part]!) * width;
        for (let at = 0; at < own; at++) sum[start + at]! += Math.fround(norm * centroids[from + at]!);
      }
    },
  };
}

interface Quantizer {
  /** (parts, CENTROIDS, width), zeros where the last part has fewer numbers. */
  readonly centroids: Float32Array;
  readonly parts: number;
  /** Numbers of a part; the last may have fewer. */
  readonly width: number;
}

async function readQuantizer(reader: ByteReader, dimensions: number, parts: number, what: string): Promise<Quantizer> {
  const place = `At byte ${reader.position}`;
  const head = await need(reader, 16, what);
  const [dim, count, width, last] = [0, 4, 8, 12].map((at) => head.readInt32LE(at)) as [number, number, number, number];
  const fits = dim === dimensions && count === parts && width > 0 && Math.ceil(dim / width) === count;
  if (!fits || last !== dim - (count - 1) * width)
    throw new InvalidInputError(`${place}: ${what} has a quantizer that does not fit its codes.`);
  const read = await readFloats(reader, dim * CENTROIDS, what);
  const centroids = new Float32Array(parts * CENTROIDS * width);
  const whole = (parts - 1) * CENTROIDS * width;
  centroids.set(read.subarray(0, whole));
  for (let code = 0; code < CENTROIDS; code++)
    centroids.set(read.subarray(whole + code * last, whole + (code + 1) * last), whole + code * width);
  return { centroids, parts, width };
}

export async function readFlag(reader: ByteReader, what: string): Promise<boolean> {
  const place = `At byte ${reader.position}`;
  const [flag] = await need(reader, 1, what);
  if (flag !== 0 && flag !== 1) throw new InvalidInputError(`${place}: ${what} begins with neither 0 nor 1.`);
  return flag === 1;
}

/** Passes over so many bytes. */
export async function skip(reader: ByteReader, count: number, what: string): Promise<void> {
  for (let left = count; left > 0;) left -= (await need(reader, Math.min(left, READ_BYTES), what)).length;
}

/** @throws {InvalidInputError} when the file ends before */
export async function need(reader: ByteReader, count: number, what: string): Promise<Buffer> {
  if (!(await reader.has(count))) throw new InvalidInputError(`The file ends within ${what}.`);
  return reader.take(count);
}

async function readBytes(reader: ByteReader, count: number, what: string): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let left = count; left > 0; left -= parts.at(-1)!.length)
    parts.push(await need(reader, Math.min(left, READ_BYTES), what));
  return Buffer.concat(parts);
}

export function floatsOf(bytes: Uint8Array): Float32Array {
  return new Float32Array(Uint8Array.from(bytes).buffer);
}
