import { toBinary } from '@bufbuild/protobuf';
import { InvalidInputError } from '../../lib/errors.js';
import { ModelProtoSchema, type NodeProto } from '../generated/onnx_pb.js';
import { decodeModel } from '../inspect.js';
import { GraphEditor } from './graph-editor.js';
import { GatherQuantizer } from './quantize-gather.js';
import { MatMulQuantizer } from './quantize-matmul.js';
import type { RewrittenModel } from './rewrite.js';

/** Round has no kernel before. */
const LEAST_OPSET = 11;

export interface DynamicQuantizationSettings {
  /** Weights of fewer values stay as they are: what they would save is less than what the extra nodes cost. */
  readonly minimumValues?: number;
}

/**
 * Weights of MatMul, Gemm and Gather to int8; the other factor of each product is quantized while the model runs.
 * Each row has a scale of its own, so that a row's answer does not depend on its neighbours in a batch.
 * @throws {InvalidInputError} when the model has nothing to quantize, or is too old
 * @see Jacob et al., Quantization and Training of Neural Networks (2018)
 */
export function quantizeDynamic(bytes: Uint8Array, settings: DynamicQuantizationSettings = {}): RewrittenModel {
  const model = decodeModel(bytes);
  const editor = new GraphEditor(model);
  if (editor.opset < LEAST_OPSET)
    throw new InvalidInputError(
      `Int8 needs ONNX operator set ${LEAST_OPSET} or later; the model uses ${editor.opset}.`,
    );
  const minimumValues = settings.minimumValues ?? 1024;
  const quantizers = [
    new MatMulQuantizer(editor, model.graph.node, minimumValues),
    new GatherQuantizer(editor, model.graph.node, minimumValues),
  ];
  const counts = new Map<string, number>();
  editor.rewrite((node: NodeProto) => {
    const done = quantizers.some((quantizer) => quantizer.replace(node));
    if (done) counts.set(node.opType, (counts.get(node.opType) ?? 0) + 1);
    return done;
  });
  if (counts.size === 0)
    throw new InvalidInputError(
      'The model has no MatMul, Gemm or Gather with weights of 32-bit floats that are worth int8.',
    );
  const summary = [...counts].map(([op, count]) => `${count} ${op}`).join(', ');
  return { bytes: toBinary(ModelProtoSchema, model), summary: `${summary} to int8` };
}
