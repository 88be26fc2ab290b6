import { UnavailableError } from '../../lib/errors.js';
import { isDatatype } from '../../onnx/tensor.js';
import { takeBinary } from './tensors/binary-data.js';
import type { InferRequest } from './infer-request.js';
import { dataFromJson, dataToJson } from './tensors/json-data.js';
import type { WireTensor } from './tensors/wire-tensor.js';

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
  if (request.id === null && !parameters && outputs.length > 0 && outputs.every((output) => isBinary(output.name)))
    return binaryResponse(modelName, version, outputs);
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

/** Answers of a model that are all binary data differ in their shapes alone: the last one's header mostly holds for the next one. */
interface BinaryHead {
  readonly version: string;
  readonly outputs: readonly Pick<WireTensor, 'name' | 'type' | 'dims'>[];
  readonly sizes: readonly number[];
  readonly header: Buffer;
}
const lastHeads = new Map<string, BinaryHead>();
const MOST_HEADS = 256;

function binaryResponse(model: string, version: string, outputs: readonly WireTensor[]): InferResponse {
  let head = lastHeads.get(model);
  if (!head || !holdsFor(head, version, outputs)) {
    head = binaryHead(model, version, outputs);
    if (lastHeads.size >= MOST_HEADS) lastHeads.clear();
    lastHeads.set(model, head);
  }
  const { header } = head;
  return { body: Buffer.concat([header, ...outputs.map(({ data }) => data)]), headerLength: header.byteLength };
}

function holdsFor(head: BinaryHead, version: string, outputs: readonly WireTensor[]): boolean {
  return (
    head.version === version &&
    head.outputs.length === outputs.length &&
    outputs.every(({ name, type, dims, data }, place) => {
      const last = head.outputs[place]!;
      return (
        last.name === name &&
        last.type === type &&
        head.sizes[place] === data.byteLength &&
        last.dims.length === dims.length &&
        dims.every((size, axis) => size === last.dims[axis])
      );
    })
  );
}

function binaryHead(model: string, version: string, outputs: readonly WireTensor[]): BinaryHead {
  const described = outputs.map(({ name, type: datatype, dims: shape, data }) => ({
    name,
    datatype,
    shape,
    parameters: { binary_data_size: data.byteLength },
  }));
  return {
    version,
    outputs: outputs.map(({ name, type, dims }) => ({ name, type, dims })),
    sizes: outputs.map(({ data }) => data.byteLength),
    header: Buffer.from(JSON.stringify({ model_name: model, model_version: version, outputs: described })),
  };
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
