import type { ModelSignature } from '../../models/signature.js';
import { GraphBuilder } from '../../onnx/builder.js';
import { tensor } from '../../onnx/tensor.js';
import { PROBABILITIES } from '../../pipelines/classification.js';
import { INDICES, VALUES } from '../../pipelines/features/encode-batch.js';

/**
 * A linear classifier over sparse features as an ONNX model: probabilities = softmax(Σ values · weights[indices] + intercepts).
 * @param weights (columnCount + 1, classCount), the intercepts last
 */
export function classifierGraph(weights: Float32Array, classCount: number): Uint8Array<ArrayBuffer> {
  const columnCount = weights.length / classCount - 1;
  const graph = new GraphBuilder('maximum_entropy');
  const indices = graph.input(INDICES, 'INT64', ['N', 'F']);
  const values = graph.input(VALUES, 'FP32', ['N', 'F']);
  const intercepts = weights.subarray(columnCount * classCount);
  const table = graph.initializer(
    'weights',
    tensor('FP32', [columnCount, classCount], weights.subarray(0, columnCount * classCount)),
  );
  const gathered = graph.node('Gather', [table, indices], { axis: 0 });
  const lastAxis = graph.constant(tensor('INT64', [1], new BigInt64Array([2n])));
  const weighted = graph.node('Mul', [gathered, graph.node('Unsqueeze', [values, lastAxis])]);
  const featureAxis = graph.constant(tensor('INT64', [1], new BigInt64Array([1n])));
  const sums = graph.node('ReduceSum', [weighted, featureAxis], { keepdims: 0 });
  const logits = graph.node('Add', [sums, graph.initializer('intercepts', tensor('FP32', [classCount], intercepts))]);
  graph.output(PROBABILITIES, graph.node('Softmax', [logits], { axis: 1 }), 'FP32', ['N', classCount]);
  return graph.toBytes();
}

/** What the model of `classifierGraph` takes and gives. */
export function classifierSignature(labels: readonly string[]): ModelSignature {
  return {
    inputs: [
      { name: INDICES, datatype: 'INT64', shape: [-1, -1] },
      { name: VALUES, datatype: 'FP32', shape: [-1, -1] },
    ],
    outputs: [{ name: PROBABILITIES, datatype: 'FP32', shape: [-1, labels.length] }],
    labels: [...labels],
  };
}
