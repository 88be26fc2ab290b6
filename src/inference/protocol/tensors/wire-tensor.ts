import { InvalidInputError } from '../../../lib/errors.js';
import { formatShape, type TensorSpec } from '../../../onnx/spec.js';
import {
  type Datatype,
  type Tensor,
  bytesOf,
  bytesPerValue,
  tensor,
  valueCount,
  valuesOf,
} from '../../../onnx/tensor.js';
import { readStrings, writeStrings } from './bytes-tensor.js';

/** A tensor as it travels: little-endian values, or strings each after its length. */
export interface WireTensor {
  readonly name: string;
  readonly type: Datatype;
  readonly dims: readonly number[];
  readonly data: Uint8Array;
}

export function toWire(name: string, { type, dims, data }: Tensor): WireTensor {
  return {
    name,
    type,
    dims,
    data: type === 'BYTES' ? writeStrings(data as readonly string[]) : bytesOf(data as Float32Array),
  };
}

/** @throws {InvalidInputError} when the bytes do not fill the shape */
export function fromWire(wire: WireTensor): Tensor {
  assertFilled(wire);
  const { type, dims, data } = wire;
  if (type === 'BYTES') return tensor(type, dims, readStrings(data, valueCount(dims), wire.name));
  return tensor(type, dims, valuesOf(type, data));
}

/** @throws {InvalidInputError} when the number of bytes is not what the shape needs */
export function assertFilled({ name, type, dims, data }: WireTensor): void {
  const needed = valueCount(dims) * bytesPerValue(type);
  if (type !== 'BYTES' && data.byteLength !== needed)
    throw new InvalidInputError(
      `"${name}" of ${type} ${formatShape(dims)} takes ${needed} bytes, and ${data.byteLength} were given.`,
      [name],
    );
}

/** What the input of a text model looks like to its callers. */
export const TEXT_INPUT: TensorSpec = { name: 'text', datatype: 'BYTES', shape: [-1] };
/** What a request to a text model may have besides, one value for each text. */
export const OPTIONAL_TEXT_INPUTS: readonly TensorSpec[] = [
  { name: 'pair', datatype: 'BYTES', shape: [-1] },
  { name: 'truncate', datatype: 'BOOL', shape: [-1] },
];
