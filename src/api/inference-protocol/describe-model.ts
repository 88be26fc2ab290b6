import type { ServableVersion } from '../../models/servable-version.js';
import type { TensorSpec } from '../../onnx/spec.js';
import { MAX_TEXTS } from '../../prediction/infer.js';
import { tensorsOf } from '../../prediction/version-tensors.js';

const PLATFORM = 'onnxruntime_onnx';

/** A version as the protocol's model metadata. */
export function metadataOf(version: ServableVersion): object {
  const { inputs, outputs } = tensorsOf(version);
  return {
    name: version.model,
    versions: [String(version.number)],
    platform: PLATFORM,
    inputs: inputs.map(described),
    outputs: outputs.map(described),
    parameters: { model_version_id: version.id, task: version.task },
  };
}

/**
 * A version in the form of Triton's model-configuration extension, which load generators read. The batch axis is left out of `dims`
 * where there is one, as Triton does.
 */
export function configurationOf(version: ServableVersion): object {
  const { inputs, outputs } = tensorsOf(version);
  const batched = [...inputs, ...outputs].every(({ shape }) => shape[0] === -1);
  const tensor = ({ name, datatype, shape }: TensorSpec) => ({
    name,
    data_type: `TYPE_${datatype === 'BYTES' ? 'STRING' : datatype}`,
    dims: batched ? shape.slice(1) : shape,
  });
  return {
    name: version.model,
    platform: PLATFORM,
    backend: 'onnxruntime',
    version_policy: { specific: { versions: [version.number] } },
    // Of tensors there may be more, as far as the bytes of a request allow.
    max_batch_size: batched ? MAX_TEXTS : 0,
    input: inputs.map(tensor),
    output: outputs.map(tensor),
    ...(batched ? { dynamic_batching: {} } : {}),
  };
}

function described({ name, datatype, shape }: TensorSpec): TensorSpec {
  return { name, datatype, shape };
}
