import { create } from '@bufbuild/protobuf';
import { InvalidInputError } from '../../lib/errors.js';
import { bytesOf, type Datatype, valueCount, zeros } from '../../onnx/tensor.js';
import { writeByteStrings } from '../protocol/tensors/bytes-tensor.js';
import { fromWire, type WireTensor } from '../protocol/tensors/wire-tensor.js';
import { type InferTensorContents, InferTensorContentsSchema } from './generated/open-inference_pb.js';

type TypedDatatype = Exclude<Datatype, 'FP16'>;

/** The field that holds the values of each datatype; there is none for FP16. */
const FIELD = {
  BOOL: 'boolContents',
  INT8: 'intContents',
  INT16: 'intContents',
  INT32: 'intContents',
  INT64: 'int64Contents',
  UINT8: 'uintContents',
  UINT16: 'uintContents',
  UINT32: 'uintContents',
  UINT64: 'uint64Contents',
  FP32: 'fp32Contents',
  FP64: 'fp64Contents',
  BYTES: 'bytesContents',
} as const satisfies Record<TypedDatatype, Exclude<keyof InferTensorContents, '$typeName' | '$unknown'>>;

/**
 * Typed values to bytes.
 * @throws {InvalidInputError} when they are too many, too few, or not of the datatype
 */
export function bytesOfContents(
  name: string,
  type: Datatype,
  dims: readonly number[],
  contents: InferTensorContents | undefined,
): Uint8Array {
  if (type === 'FP16') throw new InvalidInputError(`"${name}" is FP16, which travels as raw contents only.`, [name]);
  const given = contents?.[FIELD[type]] ?? [];
  const count = valueCount(dims);
  if (given.length !== count)
    throw new InvalidInputError(
      `"${name}" of ${type} [${dims.join(', ')}] takes ${count} values in ${FIELD[type]}, and ${given.length} were given.`,
      [name],
    );
  if (type === 'BYTES') return writeByteStrings(given as Uint8Array[]);
  const array = zeros(type, count);
  given.forEach((value, index) => {
    array[index] = type === 'BOOL' ? Number(value) : (value as number);
    // An array of small integers wraps what does not fit.
    if (FIELD[type].endsWith('intContents') && array[index] !== value)
      throw new InvalidInputError(`${String(value)} is no ${type}, which "${name}" takes.`, [name]);
  });
  return bytesOf(array);
}

/** @throws {InvalidInputError} for FP16 */
export function contentsOf(wire: WireTensor): InferTensorContents {
  const { type, data } = fromWire(wire);
  if (type === 'FP16')
    throw new InvalidInputError(`"${wire.name}" is FP16, which travels as raw contents only: send raw_input_contents.`);
  const values = Array.from<unknown, unknown>(data, (value) => {
    if (type === 'BYTES') return Buffer.from(value as string);
    return type === 'BOOL' ? value !== 0 : value;
  });
  return create(InferTensorContentsSchema, { [FIELD[type]]: values });
}
