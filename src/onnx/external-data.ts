import { toBinary } from '@bufbuild/protobuf';
import { InvalidInputError } from '../lib/errors.js';
import { externalFileOf } from './external-file.js';
import { ModelProtoSchema, TensorProto_DataLocation } from './generated/onnx_pb.js';
import { decodeModel } from './inspect.js';
import { everyTensor } from './walk.js';

/** Protobuf's limit. */
const LARGEST_FILE = 2 ** 31 - 1;

/**
 * The same model with all its weights within it.
 * @param read reads a file beside the model by its path
 * @throws {InvalidInputError} when a weight lies beyond the end of its file, or the model would not fit into one file
 */
export async function embedExternalData(
  bytes: Uint8Array,
  read: (path: string) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const model = decodeModel(bytes);
  const external = [...everyTensor(model)].filter((tensor) => externalFileOf(tensor) !== null);
  if (external.length === 0) return bytes;
  const files = new Map<string, Uint8Array>();
  let size = bytes.byteLength;
  for (const tensor of external) {
    const path = externalFileOf(tensor)!;
    const file = files.get(path) ?? (await read(path));
    files.set(path, file);
    const entry = (key: string) => tensor.externalData.find((found) => found.key === key)?.value;
    const offset = Number(entry('offset') ?? 0);
    const length = Number(entry('length') ?? file.byteLength - offset);
    if (offset + length > file.byteLength)
      throw new InvalidInputError(`"${path}" ends before the weights "${tensor.name}".`);
    size += length;
    if (size > LARGEST_FILE)
      throw new InvalidInputError('The model has more than 2 GB of weights, which one ONNX file cannot hold.');
    tensor.rawData = file.subarray(offset, offset + length);
    tensor.dataLocation = TensorProto_DataLocation.DEFAULT;
    tensor.externalData = [];
  }
  return toBinary(ModelProtoSchema, model);
}
