import { InvalidInputError } from '../lib/errors.js';
import type { TensorSpec } from '../onnx/spec.js';
import { type Tensors, tensor } from '../onnx/tensor.js';

/** Name of a classifier's answers: FP32 [N, labels], for CLASSIFICATION each row a distribution. */
export const PROBABILITIES = 'probabilities';

/** Name of the answers that say which labels reach the threshold: BOOL [N, labels]. */
export const CHOSEN = 'chosen';

/** A label is given from this probability on, unless something else is asked for. */
export const DEFAULT_THRESHOLD = 0.5;

/** Which labels reach a threshold, row by row. */
function chosenOf(rows: readonly Float32Array[], threshold: number): Tensors[string] {
  const chosen = rows.flatMap((row) => Array.from(row, (value) => (value >= threshold ? 1 : 0)));
  return tensor('BOOL', [rows.length, rows[0]?.length ?? 0], Uint8Array.from(chosen));
}

/**
 * The numbers of each row, FP32 [count, columns].
 * @param name of the output; the probabilities of labels when left out
 * @throws {InvalidInputError} when the output has another shape
 */
export function outputRows(
  output: Tensors[string] | undefined,
  columns: number,
  count: number,
  name = PROBABILITIES,
): Float32Array[] {
  if (output?.type !== 'FP32' || output.data.length !== count * columns)
    throw new InvalidInputError(
      `The model gives no output "${name}" of FP32 [${count}, ${columns}], as its pipeline says.`,
    );
  const all = output.data as Float32Array;
  return Array.from({ length: count }, (_, row) => all.subarray(row * columns, (row + 1) * columns));
}

/** Rows of one width below one another. */
export function matrixOf(rows: readonly Float32Array[]): Tensors[string] {
  const width = rows[0]?.length ?? 0;
  const all = new Float32Array(rows.length * width);
  rows.forEach((row, number) => {
    all.set(row, number * width);
  });
  return tensor('FP32', [rows.length, width], all);
}

/**
 * What a pipeline of labels gives.
 * @param threshold from which probability on a label is given; null where each text has one label
 */
export function labelOutputs(labelCount: number, threshold: number | null): TensorSpec[] {
  const shape = [-1, labelCount];
  const probabilities = { name: PROBABILITIES, datatype: 'FP32' as const, shape };
  return threshold === null ? [probabilities] : [probabilities, { name: CHOSEN, datatype: 'BOOL', shape }];
}

/** Probabilities row by row in the shape of `labelOutputs`. */
export function labelTensors(rows: readonly Float32Array[], threshold: number | null): Tensors {
  const probabilities = { [PROBABILITIES]: matrixOf(rows) };
  return threshold === null ? probabilities : { ...probabilities, [CHOSEN]: chosenOf(rows, threshold) };
}

export function indexOfLargest(values: ArrayLike<number>): number {
  let largest = 0;
  for (let at = 1; at < values.length; at++) if (values[at]! > values[largest]!) largest = at;
  return largest;
}
