import { env, InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { InvalidInputError } from '../../lib/errors.js';
import { runtimeReason } from './runtime-reason.js';
import { formatShape, shapeFits, type TensorSpec } from '../spec.js';
import type { Datatype, Tensor, TensorData, Tensors } from '../tensor.js';

// Whatever fails is thrown, too: a device that is missing needs no line on standard error for each model.
env.logLevel = 'fatal';

/** Version of ONNX Runtime. */
export const RUNTIME_VERSION = env.versions.node ?? env.versions.common;

/** Where a model runs: ONNX Runtime's execution providers. */
export type Device = 'cuda' | 'webgpu' | 'cpu';

export interface SessionOptions {
  /** In order of preference; the first that works is used. */
  readonly devices?: readonly Device[];
  /** Threads of one operator on the CPU. */
  readonly threads?: number;
  readonly optimization?: 'disabled' | 'basic' | 'extended' | 'all';
  /** Where ONNX Runtime writes the graph as it rewrote it. */
  readonly optimizedModelPath?: string;
  /** Where a model given as bytes finds its external data. */
  readonly externalFolder?: string;
}

/** Which device was asked for, which is used, and why when they differ. */
export interface DeviceChoice {
  readonly requested: readonly Device[];
  readonly effective: Device;
  readonly reason: string | null;
}

const ORT_TYPE = {
  BOOL: 'bool',
  UINT8: 'uint8',
  UINT16: 'uint16',
  UINT32: 'uint32',
  UINT64: 'uint64',
  INT8: 'int8',
  INT16: 'int16',
  INT32: 'int32',
  INT64: 'int64',
  FP16: 'float16',
  FP32: 'float32',
  FP64: 'float64',
  BYTES: 'string',
} as const satisfies Record<Datatype, OrtTensor.Type>;

const DATATYPE = new Map<string, Datatype>(
  Object.entries(ORT_TYPE).map(([datatype, type]) => [type, datatype as Datatype]),
);

/** A loaded model. `run` blocks this process: give it one of its own wherever others must go on. */
export class Session {
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];

  constructor(
    private readonly session: InferenceSession,
    readonly device: DeviceChoice,
  ) {
    this.inputs = session.inputMetadata.map(toSpec);
    this.outputs = session.outputMetadata.map(toSpec);
  }

  /**
   * Runs the model once.
   * @param feeds a tensor for each input
   * @param outputs the outputs to compute; all of them when left out
   * @throws {InvalidInputError} when feeds do not fit the model's inputs
   */
  async run(feeds: Tensors, outputs?: readonly string[]): Promise<Record<string, Tensor>> {
    assertFits(this.inputs, feeds);
    const given = Object.fromEntries(Object.entries(feeds).map(([name, tensor]) => [name, toOrt(tensor)]));
    const results = outputs ? await this.session.run(given, [...outputs]) : await this.session.run(given);
    return Object.fromEntries(Object.entries(results).map(([name, result]) => [name, fromOrt(result)]));
  }

  /** Gives the model's memory back; the session cannot be used afterwards. */
  async release(): Promise<void> {
    await this.session.release();
  }
}

/**
 * Loads a model from a file, or from bytes: those of one with external data need `externalFolder`.
 * @throws {Error} with ONNX Runtime's reason when no device can run it
 */
export async function createSession(model: string | Uint8Array, options: SessionOptions = {}): Promise<Session> {
  const requested = options.devices?.length ? options.devices : (['cpu'] as const);
  const refusals: string[] = [];
  for (const device of requested.includes('cpu') ? requested : [...requested, 'cpu' as const]) {
    try {
      const session = await load(model, device, options);
      return new Session(session, { requested, effective: device, reason: refusals.join('; ') || null });
    } catch (error) {
      if (device === 'cpu') throw error;
      refusals.push(`${device}: ${runtimeReason(error)}`);
    }
  }
  throw new TypeError('The CPU is always tried last.');
}

function load(model: string | Uint8Array, device: Device, options: SessionOptions): Promise<InferenceSession> {
  const settings: InferenceSession.SessionOptions = {
    executionProviders: [device],
    intraOpNumThreads: options.threads ?? 1,
    interOpNumThreads: 1,
    graphOptimizationLevel: options.optimization ?? 'all',
    logSeverityLevel: 4,
    ...(options.optimizedModelPath ? { optimizedModelFilePath: options.optimizedModelPath } : {}),
    ...(options.externalFolder
      ? { extra: { session: { model_external_initializers_file_folder_path: options.externalFolder } } }
      : {}),
  };
  return typeof model === 'string'
    ? InferenceSession.create(model, settings)
    : InferenceSession.create(model, settings);
}

/** @throws {InvalidInputError} when a tensor is missing, not asked for, or of another datatype or shape */
export function assertFits(inputs: readonly TensorSpec[], feeds: Tensors): void {
  for (const { name, datatype, shape } of inputs) {
    const given = feeds[name];
    if (!given)
      throw new InvalidInputError(`The input "${name}" is missing: ${datatype} ${formatShape(shape)}.`, [name]);
    if (given.type !== datatype)
      throw new InvalidInputError(`The input "${name}" takes ${datatype}, not ${given.type}.`, [name]);
    if (!shapeFits(shape, given.dims))
      throw new InvalidInputError(
        `The input "${name}" takes the shape ${formatShape(shape)} (-1 is free), not ${formatShape(given.dims)}.`,
        [name],
      );
  }
  for (const name of Object.keys(feeds)) {
    if (!inputs.some((input) => input.name === name))
      throw new InvalidInputError(
        `The model has no input "${name}". Its inputs: ${inputs.map((input) => input.name).join(', ') || 'none'}.`,
        [name],
      );
  }
}

function toSpec(metadata: InferenceSession.ValueMetadata): TensorSpec {
  const datatype = metadata.isTensor ? DATATYPE.get(metadata.type) : undefined;
  if (!metadata.isTensor || !datatype)
    throw new InvalidInputError(
      `"${metadata.name}" is ${metadata.isTensor ? metadata.type : 'no tensor'}, which cannot be served.`,
    );
  return { name: metadata.name, datatype, shape: metadata.shape.map((size) => (typeof size === 'number' ? size : -1)) };
}

function toOrt({ type, dims, data }: Tensor): OrtTensor {
  if (type !== 'FP16') return new OrtTensor(ORT_TYPE[type], data, dims);
  // The constructor turns the bits into a Float16Array where the language has one, and the binding takes none: it is told afterwards.
  return Object.assign(new OrtTensor('uint16', data as Uint16Array, dims), { type: ORT_TYPE.FP16 });
}

function fromOrt({ type, dims, data }: OrtTensor): Tensor {
  const datatype = DATATYPE.get(type);
  if (!datatype) throw new InvalidInputError(`An output of the type ${type} cannot be given back.`);
  // FP16 comes as a Float16Array where the language has one; ours are the bits.
  const values = datatype === 'FP16' ? bitsOf(data as unknown as ArrayBufferView<ArrayBuffer>) : (data as TensorData);
  return { type: datatype, dims, data: values };
}

function bitsOf(view: ArrayBufferView<ArrayBuffer>): Uint16Array {
  return new Uint16Array(view.buffer, view.byteOffset, view.byteLength / Uint16Array.BYTES_PER_ELEMENT);
}
