import { TEXT_INPUT } from '../inference/protocol/wire-tensor.js';
import type { ServableVersion } from '../models/servable-version.js';
import type { TensorSpec } from '../onnx/spec.js';
import { answerKind } from './answers/answers.js';

/** What a version takes and gives, as machine clients see it. */
export function tensorsOf({ task, signature }: ServableVersion): { inputs: TensorSpec[]; outputs: TensorSpec[] } {
  const kind = answerKind(task);
  return kind
    ? { inputs: [TEXT_INPUT], outputs: kind.outputs(signature) }
    : { inputs: signature.inputs, outputs: signature.outputs };
}
