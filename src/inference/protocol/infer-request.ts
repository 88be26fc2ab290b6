import { z } from 'zod';
import { InvalidInputError } from '../../lib/errors.js';
import { type Datatype, isDatatype } from '../../onnx/tensor.js';
import { takeBinary } from './tensors/binary-data.js';
import { HEADER_LENGTH } from './headers.js';
import { dataFromJson, dataToJson } from './tensors/json-data.js';
import { assertSupported } from './unsupported-parameters.js';
import { assertFilled, type WireTensor } from './tensors/wire-tensor.js';

export interface RequestedOutput {
  readonly name: string;
  readonly binary: boolean;
}

/** A request of `infer`, from whichever of its two forms. */
export interface InferRequest {
  readonly id: string | null;
  readonly inputs: readonly WireTensor[];
  /** Null for every output. */
  readonly outputs: readonly RequestedOutput[] | null;
  /** Whether outputs that do not say otherwise are sent as binary data. */
  readonly binaryOutputs: boolean;
  /** How long the caller waits, in milliseconds; null when it does not say. */
  readonly timeoutMs: number | null;
}

const dims = z
  .array(
    z
      .int()
      .min(0)
      .max(2 ** 31),
  )
  .max(16);
const parameters = z.looseObject({ binary_data_size: z.int().min(0).optional() });
const headerSchema = z.looseObject({
  id: z.string().max(200).optional(),
  inputs: z.array(
    z.looseObject({
      name: z.string(),
      shape: dims,
      datatype: z.custom<Datatype>(isDatatype, 'is no datatype of the protocol'),
      parameters: parameters.optional(),
      data: z.unknown().optional(),
    }),
  ),
  outputs: z
    .array(
      z.looseObject({
        name: z.string(),
        parameters: z.looseObject({ binary_data: z.boolean().optional() }).optional(),
      }),
    )
    .optional(),
  parameters: z
    .looseObject({ binary_data_output: z.boolean().optional(), timeout: z.coerce.number().positive().optional() })
    .optional(),
});

type Header = z.infer<typeof headerSchema>;

/** Headers of requests with binary data differ from call to call in their shapes alone, if at all: what was read of them is kept. */
const knownHeaders = new Map<string, Header>();
const MOST_KNOWN = 256;
const LONGEST_KNOWN_BYTES = 1024;

/**
 * @param headerLength how many bytes of the body are JSON; all of them when null
 * @throws {InvalidInputError} saying what is wrong where
 */
export function readInferRequest(body: Uint8Array, headerLength: number | null): InferRequest {
  const { json, binary } = splitBody(body, headerLength);
  const {
    id,
    inputs,
    outputs,
    parameters: wanted,
  } = binary.byteLength > 0 ? knownHeader(json, binary.byteLength) : readHeader(json);
  const take = takeBinary(binary);
  const tensors = inputs.map(({ name, shape, datatype, parameters: how, data }) => {
    const size = how?.binary_data_size;
    const bytes = size === undefined ? dataFromJson(name, datatype, shape, data) : take(name, size);
    return { name, type: datatype, dims: shape, data: bytes };
  });
  take.assertEmpty();
  tensors.forEach(assertFilled);
  const binaryOutputs = wanted?.binary_data_output ?? false;
  return {
    id: id ?? null,
    inputs: tensors,
    outputs:
      outputs?.map((output) => ({ name: output.name, binary: output.parameters?.binary_data ?? binaryOutputs })) ??
      null,
    binaryOutputs,
    // As in Triton, the parameter is in microseconds.
    timeoutMs: wanted?.timeout === undefined ? null : wanted.timeout / 1000,
  };
}

/** A request with binary data: its body, and how much of it is JSON. */
export function writeInferRequest(
  inputs: readonly WireTensor[],
  outputs: readonly string[] | null,
): { body: Buffer; headerLength: number } {
  const header = Buffer.from(
    JSON.stringify({
      inputs: inputs.map(({ name, type, dims: shape, data }) => ({
        name,
        shape,
        datatype: type,
        parameters: { binary_data_size: data.byteLength },
      })),
      // Triton takes what is said of the request for outputs that are not named alone.
      ...(outputs ? { outputs: outputs.map((name) => ({ name, parameters: { binary_data: true } })) } : {}),
      parameters: { binary_data_output: true },
    }),
  );
  return { body: Buffer.concat([header, ...inputs.map(({ data }) => data)]), headerLength: header.byteLength };
}

/** A request all in JSON, for servers that take no binary data. @throws {InvalidInputError} for values that JSON cannot carry */
export function writeJsonInferRequest(inputs: readonly WireTensor[], outputs: readonly string[]): Buffer {
  const described = inputs.map((wire) => ({
    name: wire.name,
    shape: wire.dims,
    datatype: wire.type,
    data: dataToJson(wire),
  }));
  const wanted = outputs.length > 0 ? { outputs: outputs.map((name) => ({ name })) } : {};
  return Buffer.from(JSON.stringify({ inputs: described, ...wanted }));
}

function knownHeader(json: Uint8Array, binaryBytes: number): Header {
  if (json.byteLength > LONGEST_KNOWN_BYTES) return readHeader(json, binaryBytes);
  const key = Buffer.from(json.buffer, json.byteOffset, json.byteLength).toString('latin1');
  const known = knownHeaders.get(key);
  if (known) return known;
  const header = readHeader(json, binaryBytes);
  // One with an id does not come again.
  if (header.id !== undefined) return header;
  if (knownHeaders.size >= MOST_KNOWN) knownHeaders.clear();
  knownHeaders.set(key, header);
  return header;
}

function readHeader(json: Uint8Array, binaryBytes = 0): Header {
  const cut =
    binaryBytes === 0
      ? ''
      : ` The header ${HEADER_LENGTH} says that ${json.byteLength} of its ${json.byteLength + binaryBytes} bytes are JSON: see whether it is right.`;
  const header = headerSchema.safeParse(parseJson(json, cut));
  if (!header.success) throw new InvalidInputError(`The request is not understood. ${problemsOf(header.error)}.`);
  assertSupported(header.data);
  return header.data;
}

function splitBody(body: Uint8Array, headerLength: number | null): { json: Uint8Array; binary: Uint8Array } {
  const length = headerLength ?? body.byteLength;
  if (!Number.isInteger(length) || length < 0 || length > body.byteLength)
    throw new InvalidInputError(`The header ${HEADER_LENGTH} says ${length} of a body of ${body.byteLength} bytes.`);
  return { json: body.subarray(0, length), binary: body.subarray(length) };
}

/** @param advice what is said behind the reason when it is none. @throws {InvalidInputError} when it is none */
export function parseJson(bytes: Uint8Array, advice = ''): unknown {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidInputError(`The request is no JSON: ${reason}.${advice}`);
  }
}

function problemsOf(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.join('.') || 'the body'}: ${issue.message}`)
    .join('; ');
}
