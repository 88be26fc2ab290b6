import type { TensorSpec } from '../../onnx/spec.js';

/** Name of what runs models here, in the words of Triton. */
const BACKEND = 'onnxruntime';
export const PLATFORM = 'onnxruntime_onnx';

/** A model in the form of Triton's model-configuration extension, as far as every server tells it; there may be more. */
export interface ModelConfiguration {
  readonly name: string;
  readonly platform: string;
  readonly backend: string;
  readonly max_batch_size: number;
  readonly input: readonly TensorConfiguration[];
  readonly output: readonly TensorConfiguration[];
  readonly version_policy?: object;
  /** Where requests run together. */
  readonly dynamic_batching?: object;
}

export interface TensorConfiguration {
  readonly name: string;
  /** TYPE_FP32; TYPE_STRING for BYTES. */
  readonly data_type: string;
  /** Without the batch axis where there is one. */
  readonly dims: readonly number[];
}

export interface ConfiguredModel {
  readonly name: string;
  readonly version: number;
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /** Most rows of one request. */
  readonly maxRows: number;
}

/** The configuration of a model of ours, which load generators read. Without an axis that all tensors have free, it has no batches. */
export function configurationOf({ name, version, inputs, outputs, maxRows }: ConfiguredModel): ModelConfiguration {
  const batched = [...inputs, ...outputs].every(({ shape }) => shape[0] === -1);
  const tensor = ({ name: tensorName, datatype, shape }: TensorSpec): TensorConfiguration => ({
    name: tensorName,
    data_type: `TYPE_${datatype === 'BYTES' ? 'STRING' : datatype}`,
    dims: batched ? shape.slice(1) : shape,
  });
  return {
    name,
    platform: PLATFORM,
    backend: BACKEND,
    version_policy: { specific: { versions: [version] } },
    max_batch_size: batched ? maxRows : 0,
    input: inputs.map(tensor),
    output: outputs.map(tensor),
    ...(batched ? { dynamic_batching: {} } : {}),
  };
}
