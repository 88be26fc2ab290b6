import { UnavailableError } from '../../lib/errors.js';
import { isDatatype } from '../../onnx/tensor.js';
import { takeBinary } from './binary-data.js';
import type { InferRequest } from './infer-request.js';
import { dataFromJson, dataToJson } from './json-data.js';
import type { WireTensor } from './wire-tensor.js';

export interface InferResponse {
  readonly body: Buffer;
  /** How much of the body is JSON; null when all of it is. */
  readonly headerLength: number | null;
}

/** What an answer says of who gave it. */
export interface AnsweredBy {
  readonly name: string;
  readonly version: string;
  /** Parameters of the answer; none when left out. */
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
}

/** The answer to a request: each output as JSON or binary data, as it asked. */
export function writeInferResponse(
  { name: modelName, version, parameters }: AnsweredBy,
  request: Pick<InferRequest, 'id' | 'outputs' | 'binaryOutputs'>,
  outputs: readonly WireTensor[],
): InferResponse {
  const isBinary = (name: string) =>
    request.outputs?.find((output) => output.name === name)?.binary ?? request.binaryOutputs;
  const binary: Uint8Array[] = [];
  const described = outputs.map((output) => {
    const { name, type: datatype, dims: shape, data } = output;
    if (!isBinary(name)) return { name, datatype, shape, data: dataToJson(output) };
    binary.push(data);
    return { name, datatype, shape, parameters: { binary_data_size: data.byteLength } };
  });
  const id = request.id === null ? {} : { id: request.id };
  const header = Buffer.from(
    JSON.stringify({ model_name: modelName, model_version: version, ...id, parameters, outputs: described }),
  );
  if (binary.length === 0) return { body: header, headerLength: null };
  return { body: Buffer.concat([header, ...binary]), headerLength: header.byteLength };
}

interface OutputHeader {
  name: string;
  datatype: string;
  shape: number[];
  parameters?: { binary_data_size?: number };
  data?: unknown;
}

/**
 * Outputs of an answer of any server of the protocol.
 * @throws {UnavailableError} when the answer is not one
 */
export function readInferResponse(body: Uint8Array, headerLength: number | null): WireTensor[] {
  try {
    const json = Buffer.from(body.buffer, body.byteOffset, headerLength ?? body.byteLength).toString();
    const { outputs } = JSON.parse(json) as { outputs: OutputHeader[] };
    const take = takeBinary(body.subarray(headerLength ?? body.byteLength));
    return outputs.map(({ name, datatype, shape, parameters, data }) => {
      if (!isDatatype(datatype)) throw new TypeError(`"${datatype}" is no datatype`);
      const size = parameters?.binary_data_size;
      const bytes = size === undefined ? dataFromJson(name, datatype, shape, data) : take(name, size);
      return { name, type: datatype, dims: shape, data: bytes };
    });
  } catch (error) {
    throw new UnavailableError(
      `The answer is not understood: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}
