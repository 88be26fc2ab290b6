import { normalize } from 'node:path/posix';
import { InvalidInputError } from '../lib/errors.js';
import { TensorProto_DataLocation, type TensorProto } from './generated/onnx_pb.js';

/**
 * Path of the file beside the model that holds a tensor's values; null when the model itself does.
 * @throws {InvalidInputError} when the path leads out of the model's folder
 */
export function externalFileOf(tensor: TensorProto): string | null {
  if (tensor.dataLocation !== TensorProto_DataLocation.EXTERNAL) return null;
  const location = tensor.externalData.find(({ key }) => key === 'location')?.value ?? '';
  const path = normalize(location);
  if (location === '' || path.startsWith('/') || path.split('/').includes('..') || /^[A-Za-z]:|\\/.test(path))
    throw new InvalidInputError(
      `The weights "${tensor.name}" lie at "${location}", which is no path beside the model.`,
    );
  return path;
}
