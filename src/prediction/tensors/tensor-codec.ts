import { InvalidInputError } from '../../lib/errors.js';
import { type Tensor as Values, tensor, valueCount, valuesOf, zeros } from '../../onnx/tensor.js';
import type { TensorInput } from '../predict-inputs.js';

type Path = readonly (string | number)[];

/** A tensor that a client gave, as typed values. @throws {InvalidInputError} with the path to what is wrong */
export function tensorOfInput(input: TensorInput, path: Path): Values {
  const { datatype, shape, data, name } = input;
  if (shape.some((size) => size < 0))
    throw new InvalidInputError(`The shape of "${name}" has a negative size.`, [...path, 'shape']);
  if (datatype === 'BYTES') {
    if (!data.strings) throw new InvalidInputError(`"${name}" is BYTES: give data.strings.`, [...path, 'data']);
    return checked(path, () => tensor('BYTES', shape, data.strings!));
  }
  if (data.base64 !== undefined)
    return checked(path, () => tensor(datatype, shape, valuesOf(datatype, Buffer.from(data.base64!, 'base64'))));
  const numbers = data.values;
  if (!numbers)
    throw new InvalidInputError(`"${name}" is ${datatype}: give data.values or data.base64.`, [...path, 'data']);
  if (datatype === 'FP16') throw new InvalidInputError(`"${name}" is FP16: give data.base64.`, [...path, 'data']);
  if (numbers.length !== valueCount(shape)) {
    throw new InvalidInputError(
      `"${name}" of shape [${shape.join(', ')}] takes ${valueCount(shape)} values, and ${numbers.length} were given.`,
      [...path, 'data'],
    );
  }
  const whole = datatype !== 'FP32' && datatype !== 'FP64';
  const bad = numbers.findIndex((value) => !Number.isFinite(value) || (whole && !Number.isInteger(value)));
  if (bad >= 0)
    throw new InvalidInputError(`Value ${bad} of "${name}" is no ${datatype}.`, [...path, 'data', 'values', bad]);
  const values = zeros(datatype, numbers.length);
  if (values instanceof BigInt64Array || values instanceof BigUint64Array)
    numbers.forEach((value, index) => (values[index] = BigInt(value)));
  else values.set(numbers);
  return tensor(datatype, shape, values);
}

function checked<T>(path: Path, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof InvalidInputError) throw new InvalidInputError(error.message, [...path, 'data']);
    throw error;
  }
}
