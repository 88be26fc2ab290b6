import { InvalidInputError } from '../lib/errors.js';

/** Datatypes in the spelling of the Open Inference Protocol; BYTES are strings. */
export const Datatype = {
  BOOL: 'BOOL',
  UINT8: 'UINT8',
  UINT16: 'UINT16',
  UINT32: 'UINT32',
  UINT64: 'UINT64',
  INT8: 'INT8',
  INT16: 'INT16',
  INT32: 'INT32',
  INT64: 'INT64',
  FP16: 'FP16',
  FP32: 'FP32',
  FP64: 'FP64',
  BYTES: 'BYTES',
} as const;
export type Datatype = keyof typeof Datatype;

/** The array that holds each datatype. BOOL is one byte a value; FP16 is the bits of each half-precision number. */
export interface ArrayOf {
  BOOL: Uint8Array;
  UINT8: Uint8Array;
  UINT16: Uint16Array;
  UINT32: Uint32Array;
  UINT64: BigUint64Array;
  INT8: Int8Array;
  INT16: Int16Array;
  INT32: Int32Array;
  INT64: BigInt64Array;
  FP16: Uint16Array;
  FP32: Float32Array;
  FP64: Float64Array;
  BYTES: readonly string[];
}
export type TensorData = ArrayOf[Datatype];
export type NumericData = Exclude<TensorData, readonly string[]>;

/** Values in row-major order: as many as the product of `dims`. */
export interface Tensor<D extends Datatype = Datatype> {
  readonly type: D;
  readonly dims: readonly number[];
  readonly data: ArrayOf[D];
}

/** Named tensors: what a session takes and gives. */
export type Tensors = Readonly<Record<string, Tensor>>;

const ARRAYS = {
  BOOL: Uint8Array,
  UINT8: Uint8Array,
  UINT16: Uint16Array,
  UINT32: Uint32Array,
  UINT64: BigUint64Array,
  INT8: Int8Array,
  INT16: Int16Array,
  INT32: Int32Array,
  INT64: BigInt64Array,
  FP16: Uint16Array,
  FP32: Float32Array,
  FP64: Float64Array,
} as const;

export function isDatatype(value: unknown): value is Datatype {
  return typeof value === 'string' && value in Datatype;
}

/** Bytes of one value; 0 for BYTES, whose values differ in length. */
export function bytesPerValue(type: Datatype): number {
  return type === 'BYTES' ? 0 : ARRAYS[type].BYTES_PER_ELEMENT;
}

/** How many values a shape holds; 1 for a scalar. */
export function valueCount(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

/** @throws {InvalidInputError} when `data` holds more or fewer values than `dims` asks for */
export function tensor<D extends Datatype>(type: D, dims: readonly number[], data: ArrayOf[D]): Tensor<D> {
  if (dims.some((dim) => !Number.isInteger(dim) || dim < 0) || data.length !== valueCount(dims))
    throw new InvalidInputError(
      `A ${type} tensor of shape [${dims.join(', ')}] cannot hold ${data.length} values: ${valueCount(dims)} are needed.`,
    );
  return { type, dims, data };
}

/** Little-endian bytes of a tensor's values, without a copy. */
export function bytesOf(data: NumericData): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/**
 * Little-endian bytes as values: a view where the bytes are aligned, a copy otherwise.
 * @throws {InvalidInputError} when the bytes are no whole number of values
 */
export function valuesOf<D extends Exclude<Datatype, 'BYTES'>>(type: D, bytes: Uint8Array): ArrayOf[D] {
  const size = bytesPerValue(type);
  if (bytes.byteLength % size !== 0)
    throw new InvalidInputError(`${bytes.byteLength} bytes are no whole number of ${type} values of ${size} bytes.`);
  const aligned = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
  const length = bytes.byteLength / size;
  return new ARRAYS[type](aligned.buffer as ArrayBuffer, aligned.byteOffset, length) as unknown as ArrayOf[D];
}

/** An array of zeros for `length` values of a type. */
export function zeros<D extends Exclude<Datatype, 'BYTES'>>(type: D, length: number): ArrayOf[D] {
  return new ARRAYS[type](length) as unknown as ArrayOf[D];
}
