import type { ModelSignature } from '../../models/versions/signature.js';
import { GraphBuilder, type Value } from '../../onnx/builder.js';
import { tensor } from '../../onnx/tensor.js';
import { INDICES, VALUES } from '../../pipelines/features/encode-batch.js';

/** A linear model over sparse features as an ONNX graph, up to its scores (N, outputCount): Σ values · weights[indices] + intercepts. */
export class LinearGraph {
  readonly graph = new GraphBuilder('maximum_entropy');
  readonly scores: Value;

  /** @param weights (columnCount + 1, outputCount), the intercepts last */
  constructor(
    weights: Float32Array,
    private readonly outputCount: number,
  ) {
    const { graph } = this;
    const columnCount = weights.length / outputCount - 1;
    const indices = graph.input(INDICES, 'INT64', ['N', 'F']);
    const values = graph.input(VALUES, 'FP32', ['N', 'F']);
    const intercepts = weights.subarray(columnCount * outputCount);
    const table = graph.initializer(
      'weights',
      tensor('FP32', [columnCount, outputCount], weights.subarray(0, columnCount * outputCount)),
    );
    const gathered = graph.node('Gather', [table, indices], { axis: 0 });
    const lastAxis = graph.constant(tensor('INT64', [1], new BigInt64Array([2n])));
    const weighted = graph.node('Mul', [gathered, graph.node('Unsqueeze', [values, lastAxis])]);
    const featureAxis = graph.constant(tensor('INT64', [1], new BigInt64Array([1n])));
    const sums = graph.node('ReduceSum', [weighted, featureAxis], { keepdims: 0 });
    this.scores = graph.node('Add', [sums, graph.initializer('intercepts', tensor('FP32', [outputCount], intercepts))]);
  }

  /** The graph with its one output. */
  toBytes(answers: Value, name: string): Uint8Array<ArrayBuffer> {
    this.graph.output(name, answers, 'FP32', ['N', this.outputCount]);
    return this.graph.toBytes();
  }
}

/** What such a graph takes and gives. */
export function linearSignature(output: string, outputCount: number, labels: readonly string[]): ModelSignature {
  return {
    inputs: [
      { name: INDICES, datatype: 'INT64', shape: [-1, -1] },
      { name: VALUES, datatype: 'FP32', shape: [-1, -1] },
    ],
    outputs: [{ name: output, datatype: 'FP32', shape: [-1, outputCount] }],
    labels: [...labels],
  };
}
