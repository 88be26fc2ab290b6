import type { ServableVersion } from '../../models/versions/servable-version.js';
import type { TensorSpec } from '../../onnx/spec.js';
import { PLATFORM } from '../../inference/protocol/model-configuration.js';
import { tensorsOf } from '../../prediction/tensors/version-tensors.js';

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

function described({ name, datatype, shape }: TensorSpec): TensorSpec {
  return { name, datatype, shape };
}
