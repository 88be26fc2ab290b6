import { normal, streamOf } from '../../../numerics/random.js';
import type { Carried } from '../../../pipelines/language-model/decoder-layout.js';
import {
  type Datatype,
  type NumericData,
  type Tensor,
  type Tensors,
  tensor,
  valueCount,
  zeros,
} from '../../../onnx/tensor.js';

/** What decides all draws of a sequence: two whole numbers of 32 bits. */
export type Seed = readonly [number, number];

/** On the way from what a seed draws to what another draws. */
export interface Towards {
  readonly seed: Seed;
  /** Of the way, 0 to 1. */
  readonly share: number;
}

/** What decides the states that a sequence begins with. */
export interface Origin {
  readonly seed: Seed;
  readonly towards?: Towards | undefined;
}

/** One sequence's row of carried tensors of several. */
export interface CarriedRow {
  readonly tensors: Tensors;
  readonly row: number;
  /** Tokens of the sequence that the tensors hold. */
  readonly length: number;
  /** Where along the length axis they end. */
  readonly end: number;
}

/** Where the tokens of a batch's rows stand that are shorter than the longest: graphs that concatenate want them at the end. */
export type Alignment = 'END' | 'START';

/**
 * The tensors of a sequence that has no token yet.
 * @param origin decides the states that begin with draws; null leaves them at the mean of those, 0
 */
export function firstCarried(carried: readonly Carried[], origin: Origin | null): Tensors {
  return Object.fromEntries(
    carried.map(({ input, type, shape, batchAxis, lengthAxis, first }, place) => {
      const dims = shape.map((size, axis) => (axis === lengthAxis ? 0 : axis === batchAxis ? Math.abs(size) : size));
      const values = zeros(type, valueCount(dims));
      if (first === 'normal' && origin) drawNormal(values as Float32Array, origin, place);
      return [input, tensor<Datatype>(type, dims, values)];
    }),
  );
}

/**
 * Between two draws goes the arc through both, so that all that lies on it is as normally distributed as they are.
 * @param place of the state among others of its model: each has draws of its own, apart from those that choose tokens
 */
function drawNormal(values: Float32Array, { seed, towards }: Origin, place: number): void {
  const drawn = ([key, stream]: Seed, at: number) => normal(key, streamOf(stream, place), at);
  const angle = ((towards?.share ?? 0) * Math.PI) / 2;
  for (let at = 0; at < values.length; at++)
    values[at] = Math.cos(angle) * drawn(seed, at) + (towards ? Math.sin(angle) * drawn(towards.seed, at) : 0);
}

/** Bytes that one more token, or with no length axis one more sequence, adds. */
export function valuesOfOne({ shape, batchAxis, lengthAxis }: Carried): number {
  return valueCount(shape.filter((_, axis) => axis !== batchAxis && axis !== lengthAxis));
}

/**
 * Rows of any tensors as one batch, in the given order and as wide as the longest, with zeros where shorter ones have no tokens.
 * One copy for joining, leaving and trimming alike.
 */
export function gatherRows(carried: readonly Carried[], rows: readonly CarriedRow[], alignment: Alignment): Tensors {
  const width = Math.max(...rows.map(({ length }) => length));
  return Object.fromEntries(carried.map((one) => [one.input, gather(one, rows, width, alignment)]));
}

function gather(
  { input, type, batchAxis, lengthAxis }: Carried,
  rows: readonly CarriedRow[],
  width: number,
  alignment: Alignment,
): Tensor {
  const first = rows[0]!.tensors[input]!;
  const dims = first.dims.map((size, axis) => (axis === batchAxis ? rows.length : axis === lengthAxis ? width : size));
  const target = zeros(type, valueCount(dims));
  rows.forEach(({ tensors, row, length, end }, place) => {
    const targetStart = alignment === 'END' ? width - length : 0;
    copyRow(tensors[input]!, row, target, dims, place, {
      batchAxis,
      lengthAxis,
      length,
      start: end - length,
      targetStart,
    });
  });
  return tensor<Datatype>(type, dims, target);
}

interface RowShape {
  readonly batchAxis: number;
  readonly lengthAxis: number | null;
  readonly length: number;
  /** Where its tokens begin along the length axis, and where they are to. */
  readonly start: number;
  readonly targetStart: number;
}

/** Copies the tokens of a row: in each block before the length axis they are contiguous. */
function copyRow(
  source: Tensor,
  row: number,
  target: NumericData,
  targetDims: readonly number[],
  place: number,
  { batchAxis, lengthAxis, length, start, targetStart }: RowShape,
): void {
  const outer = valueCount(targetDims.slice(0, batchAxis));
  const middle = lengthAxis === null ? 1 : valueCount(targetDims.slice(batchAxis + 1, lengthAxis));
  const inner = valueCount(targetDims.slice((lengthAxis ?? batchAxis) + 1));
  const [sourceRows, targetRows] = [source.dims[batchAxis]!, targetDims[batchAxis]!];
  const [sourceWidth, sourceAt, targetWidth, targetAt, copied] =
    lengthAxis === null
      ? [1, 0, 1, 0, 1]
      : [source.dims[lengthAxis]!, start, targetDims[lengthAxis]!, targetStart, length];
  const data = source.data as Float32Array;
  for (let block = 0; block < outer * middle; block++) {
    const [o, m] = [Math.floor(block / middle), block % middle];
    const from = (((o * sourceRows + row) * middle + m) * sourceWidth + sourceAt) * inner;
    const to = (((o * targetRows + place) * middle + m) * targetWidth + targetAt) * inner;
    // Both are of one datatype, which their union type cannot say.
    (target as Float32Array).set(data.subarray(from, from + copied * inner), to);
  }
}
