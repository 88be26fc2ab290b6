import { InvalidInputError } from '../../../lib/errors.js';
import { type Datatype, bytesOf, valueCount, zeros } from '../../../onnx/tensor.js';
import { fromWire, type WireTensor } from './wire-tensor.js';
import { writeStrings } from './bytes-tensor.js';

/**
 * Values of a tensor as the protocol writes them in JSON, flat or nested, to bytes.
 * @throws {InvalidInputError} when they are too many, too few, or not of the datatype
 */
export function dataFromJson(name: string, type: Datatype, dims: readonly number[], json: unknown): Uint8Array {
  const values = flatten(json);
  const count = valueCount(dims);
  if (values.length !== count)
    throw new InvalidInputError(
      `"${name}" of shape [${dims.join(', ')}] takes ${count} values, and ${values.length} were given.`,
      [name],
    );
  if (type === 'FP16')
    throw new InvalidInputError(`"${name}" is FP16, which JSON cannot carry: send it as binary data.`, [name]);
  if (type === 'BYTES') return writeStrings(values.map((value) => string(name, value)));
  const array = zeros(type, count);
  const toNumber = type === 'BOOL' ? boolean : type === 'FP32' || type === 'FP64' ? number : integer;
  for (const [index, value] of values.entries()) {
    const given = toNumber(name, type, value);
    array[index] = array instanceof BigInt64Array || array instanceof BigUint64Array ? BigInt(given) : given;
    // An array of integers wraps what does not fit.
    if (toNumber === integer && Number(array[index]) !== given)
      throw new InvalidInputError(`${given} is no ${type}, which "${name}" takes.`, [name]);
  }
  return bytesOf(array);
}

/**
 * A tensor's values for JSON.
 * @throws {InvalidInputError} for values that JSON cannot carry: half precision, NaN, infinity, integers beyond 2^53
 */
export function dataToJson(wire: WireTensor): (number | string | boolean)[] {
  const { type, data } = fromWire(wire);
  if (type === 'FP16')
    throw new InvalidInputError(`"${wire.name}" is FP16, which JSON cannot carry: ask for binary data.`);
  if (type === 'BYTES') return [...(data as readonly string[])];
  if (type === 'BOOL') return Array.from(data as Uint8Array, (value) => value !== 0);
  const values = Array.from(data as ArrayLike<number | bigint>, Number);
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    const inexact = values.find((value) => !Number.isSafeInteger(value));
    if (inexact !== undefined)
      throw new InvalidInputError(
        `"${wire.name}" holds ${inexact}, and JSON is exact up to 2^53 only: ask for binary data.`,
      );
  }
  if (!values.every(Number.isFinite))
    throw new InvalidInputError(`"${wire.name}" holds NaN or infinity, which JSON cannot carry: ask for binary data.`);
  return values;
}

function flatten(json: unknown): unknown[] {
  if (!Array.isArray(json)) return [json];
  return json.some((item) => Array.isArray(item)) ? (json.flat(Infinity) as unknown[]) : (json as unknown[]);
}

function number(name: string, type: Datatype, value: unknown): number {
  if (typeof value !== 'number')
    throw new InvalidInputError(`"${name}" takes ${type} values, not ${JSON.stringify(value)}.`, [name]);
  return value;
}

function integer(name: string, type: Datatype, value: unknown): number {
  if (Number.isSafeInteger(value)) return value as number;
  const advice = Number.isInteger(value) ? ' JSON is exact up to 2^53: send it as binary data.' : '';
  throw new InvalidInputError(`"${name}" takes ${type} values, not ${JSON.stringify(value)}.${advice}`, [name]);
}

function boolean(name: string, _: Datatype, value: unknown): number {
  if (value === true || value === 1) return 1;
  if (value === false || value === 0) return 0;
  throw new InvalidInputError(`"${name}" takes true and false, not ${JSON.stringify(value)}.`, [name]);
}

function string(name: string, value: unknown): string {
  if (typeof value !== 'string')
    throw new InvalidInputError(`"${name}" takes strings, not ${JSON.stringify(value)}.`, [name]);
  return value;
}
