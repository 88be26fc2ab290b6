import { decodeArrays, encodeArrays } from '../../../numerics/array-file.js';
import { tensor, type Tensors, valueCount } from '../../../onnx/tensor.js';

export function packWeights(weights: Tensors): Uint8Array {
  const shapes = Object.entries(weights).map(([name, { dims }]) => [name, dims] as const);
  return encodeArrays(
    { shapes },
    Object.values(weights).map(({ data }) => data as Float32Array),
  );
}

/** Reads what `packWeights` wrote. */
export function unpackWeights(bytes: Uint8Array): Tensors {
  const { header, take } = decodeArrays(bytes);
  const { shapes } = header as { shapes: [string, number[]][] };
  return Object.fromEntries(shapes.map(([name, dims]) => [name, tensor('FP32', dims, take.floats(valueCount(dims)))]));
}
