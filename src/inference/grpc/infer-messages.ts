import { InvalidInputError, UnavailableError } from '../../lib/errors.js';
import { isDatatype } from '../../onnx/tensor.js';
import { assertSupported } from '../protocol/unsupported-parameters.js';
import { assertFilled, type WireTensor } from '../protocol/tensors/wire-tensor.js';
import type { InferParameter, InferTensorContents } from './generated/open-inference_pb.js';
import type { NewRequest, NewResponse, RequestOf, ResponseOf } from './service.js';
import { bytesOfContents, contentsOf } from './tensor-contents.js';

const MOST_AXES = 16;

/** A request as a worker takes it. */
export interface GrpcInferRequest {
  readonly inputs: readonly WireTensor[];
  /** Null for every output. */
  readonly outputs: readonly string[] | null;
  /** Whether tensors travel as bytes, and not as typed values. */
  readonly raw: boolean;
  /** How long the caller waits, in milliseconds, from the parameter "timeout", which is in microseconds as in Triton; null without. */
  readonly timeoutMs: number | null;
}

/** A run of a model, with tensors as bytes: every datatype travels so. An empty version leaves the choice to the server. */
export function writeGrpcRequest(
  model: string,
  version: string,
  inputs: readonly WireTensor[],
  outputs: readonly string[],
): NewRequest<'modelInfer'> {
  return {
    modelName: model,
    modelVersion: version,
    inputs: inputs.map(describe),
    outputs: outputs.map((name) => ({ name })),
    rawInputContents: inputs.map(({ data }) => data),
  };
}

/** @throws {InvalidInputError} saying what is wrong where */
export function readGrpcRequest(request: RequestOf<'modelInfer'>): GrpcInferRequest {
  const parameters = plain(request.parameters);
  assertSupported({
    parameters,
    inputs: request.inputs.map(({ name, parameters: of }) => ({ name, parameters: plain(of) })),
    outputs: request.outputs.map(({ name, parameters: of }) => ({ name, parameters: plain(of) })),
  });
  const timeoutMs = parameters.timeout === undefined ? null : Number(parameters.timeout) / 1000;
  if (timeoutMs !== null && !(timeoutMs > 0))
    throw new InvalidInputError('The parameter "timeout" is a number of microseconds, more than none.', ['timeout']);
  const raw = request.rawInputContents.length > 0;
  return {
    inputs: readTensors(request.inputs, request.rawInputContents),
    outputs: request.outputs.length > 0 ? request.outputs.map(({ name }) => name) : null,
    raw,
    timeoutMs,
  };
}

/** An answer, its tensors as bytes where those of the request were. @throws {InvalidInputError} for FP16 as typed values */
export function writeGrpcResponse(
  request: Pick<RequestOf<'modelInfer'>, 'modelName' | 'id'>,
  version: string,
  outputs: readonly WireTensor[],
  raw: boolean,
): NewResponse<'modelInfer'> {
  return {
    modelName: request.modelName,
    modelVersion: version,
    id: request.id,
    outputs: outputs.map((wire) => (raw ? describe(wire) : { ...describe(wire), contents: contentsOf(wire) })),
    rawOutputContents: raw ? outputs.map(({ data }) => data) : [],
  };
}

/** Outputs of an answer of any server of the protocol. @throws {UnavailableError} when the answer is not one */
export function readGrpcResponse(response: ResponseOf<'modelInfer'>): WireTensor[] {
  try {
    return readTensors(response.outputs, response.rawOutputContents);
  } catch (error) {
    throw new UnavailableError(
      `The answer is not understood: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

interface DescribedTensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly bigint[];
  readonly contents?: InferTensorContents | undefined;
}

function readTensors(tensors: readonly DescribedTensor[], raw: readonly Uint8Array[]): WireTensor[] {
  if (raw.length > 0 && raw.length !== tensors.length)
    throw new InvalidInputError(`There are ${tensors.length} tensors and raw contents for ${raw.length}.`);
  return tensors.map(({ name, datatype, shape, contents }, index) => {
    if (!isDatatype(datatype)) throw new InvalidInputError(`"${datatype}" of "${name}" is no datatype.`, [name]);
    if (shape.length > MOST_AXES || shape.some((size) => size < 0 || size > 2 ** 31))
      throw new InvalidInputError(`"${name}" has no possible shape: [${shape.join(', ')}].`, [name]);
    const dims = shape.map(Number);
    const data = raw[index] ?? bytesOfContents(name, datatype, dims, contents);
    const wire = { name, type: datatype, dims, data };
    assertFilled(wire);
    return wire;
  });
}

function describe({ name, type, dims }: WireTensor): { name: string; datatype: string; shape: bigint[] } {
  return { name, datatype: type, shape: dims.map(BigInt) };
}

function plain(parameters: Readonly<Record<string, InferParameter>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { parameterChoice }]) => [name, parameterChoice.value]),
  );
}
