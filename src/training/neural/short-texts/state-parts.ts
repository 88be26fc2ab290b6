import { decodeArrays, encodeArrays } from '../../../numerics/array-file.js';
import { tensor, type Tensors, valueCount } from '../../../onnx/tensor.js';

const LENGTH_BYTES = 4;

/** Parts of a state as bytes: each behind its length. */
export function packParts(parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(
    parts.flatMap((part) => {
      const length = Buffer.alloc(LENGTH_BYTES);
      length.writeUInt32LE(part.byteLength);
      return [length, part];
    }),
  );
}

/** Reads what `packParts` wrote. */
export function unpackParts(bytes: Uint8Array): Uint8Array[] {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < view.length;) {
    const end = at + LENGTH_BYTES + view.readUInt32LE(at);
    parts.push(view.subarray(at + LENGTH_BYTES, end));
    at = end;
  }
  return parts;
}

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
