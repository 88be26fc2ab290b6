import { type NumericData, type Tensor, tensor, valueCount } from '../tensor.js';

/** The part of an input (steps, …) that belongs to one step, as (1, …). */
export function atStep({ type, dims, data }: Tensor, step: number): Tensor {
  const shape = [1, ...dims.slice(1)];
  const size = valueCount(shape);
  return tensor(type, shape, (data as NumericData).subarray(step * size, (step + 1) * size) as typeof data);
}

/**
 * Rows of a table (n, …) of 32-bit floats.
 * @param numbers of the rows; -1 stands for a row of zeros
 */
export function takeRows({ dims, data }: Tensor, numbers: Int32Array): Tensor {
  const shape = [numbers.length, ...dims.slice(1)];
  const width = valueCount(dims.slice(1));
  const [from, to] = [data as Float32Array, new Float32Array(valueCount(shape))];
  numbers.forEach((number, at) => {
    if (number >= 0) to.set(from.subarray(number * width, (number + 1) * width), at * width);
  });
  return tensor('FP32', shape, to);
}

/** Writes rows into a table, in place: the way back of `takeRows`. */
export function putRows(table: Tensor, numbers: Int32Array, rows: Tensor): void {
  const width = valueCount(table.dims.slice(1));
  const [from, to] = [rows.data as Float32Array, table.data as Float32Array];
  numbers.forEach((number, at) => {
    if (number >= 0) to.set(from.subarray(at * width, (at + 1) * width), number * width);
  });
}

export function copyOf({ dims, data }: Tensor): Tensor {
  return tensor('FP32', dims, (data as Float32Array).slice());
}
