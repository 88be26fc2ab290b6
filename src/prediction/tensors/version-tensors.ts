import { OPTIONAL_TEXT_INPUTS, TEXT_INPUT } from '../../inference/protocol/tensors/wire-tensor.js';
import type { VersionTensors } from '../../inference/servers/assert-compatible.js';
import { ModelTask } from '../../models/model.entity.js';
import type { ServableVersion } from '../../models/versions/servable-version.js';
import type { TensorSpec } from '../../onnx/spec.js';
import { answerKind } from '../answers/answers.js';

/** A language model by the names of Triton's generate extension. */
const PROMPT: TensorSpec = { name: 'text_input', datatype: 'BYTES', shape: [1] };
const GENERATED: TensorSpec = { name: 'text_output', datatype: 'BYTES', shape: [1] };

/** What a server of others has to take and give to answer for a version. */
export function tensorsAtServer(version: ServableVersion): VersionTensors {
  return { ...tensorsOf(version), optional: answerKind(version.task) ? OPTIONAL_TEXT_INPUTS : [] };
}

/** What a version takes and gives, as machine clients see it. */
export function tensorsOf({ task, signature }: ServableVersion): { inputs: TensorSpec[]; outputs: TensorSpec[] } {
  if (task === ModelTask.LANGUAGE_MODEL) return { inputs: [PROMPT], outputs: [GENERATED] };
  const kind = answerKind(task);
  return kind
    ? { inputs: [TEXT_INPUT], outputs: kind.outputs(signature) }
    : { inputs: signature.inputs, outputs: signature.outputs };
}
