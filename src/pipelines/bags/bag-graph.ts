import { GraphBuilder, type Value } from '../../onnx/builder.js';
import { growing, lookUpProducts, type ProductTable } from '../../onnx/product-table.js';
import { tensor } from '../../onnx/tensor.js';
import { PROBABILITIES } from '../classification.js';
import { WORD_TABLE } from '../words/word-table-graph.js';
import { WORD_IDS, WORD_WEIGHTS } from '../words/words-pipeline.js';
import type { BagObjective } from './bag-settings.js';
import { labelTree } from './label-tree.js';

/** Name of the output matrix, FP32 [dimensions, labels], in the graph. */
export const BAG_OUTPUTS = 'outputs';

/** What a classifier over bags of words makes of the mean of a text's rows. */
export interface BagOutputs {
  readonly dimensions: number;
  readonly objective: BagObjective;
  /** A row of `dimensions` for each label, or for each node of the tree and one that is not used. */
  readonly rows: Float32Array;
  /** Training rows of each label. */
  readonly labelCounts: readonly number[];
}

/** Puts a table that lies beside the graph into it, and looks rows up in it. */
export function externalTable(path: string, rows: number, dimensions: number) {
  return (graph: GraphBuilder, ids: Value): Value => {
    const table = graph.externalInitializer(WORD_TABLE, 'FP32', [rows, dimensions], path);
    return graph.node('Gather', [table, ids], { axis: 0 });
  };
}

/** Puts a quantized table into the graph, and looks rows up in it. */
export function productTable(table: ProductTable) {
  return (graph: GraphBuilder, ids: Value): Value => lookUpProducts(growing(graph), ids, table);
}

/**
 * A classifier over bags of words as an ONNX model: hidden = Σ weights · table[ids], and probabilities of the scores outputs · hidden.
 * @param lookUp gives the rows of ids, FP32 [N, T, dimensions]
 */
export function bagGraph(
  outputs: BagOutputs,
  lookUp: (graph: GraphBuilder, ids: Value) => Value,
): Uint8Array<ArrayBuffer> {
  const graph = new GraphBuilder('bag_classifier');
  const ids = graph.input(WORD_IDS, 'INT64', ['N', 'T']);
  const weights = graph.input(WORD_WEIGHTS, 'FP32', ['N', 'T']);
  const axes = (...at: bigint[]) => graph.constant(tensor('INT64', [at.length], BigInt64Array.from(at)));
  // Weights times rows as a product of matrices, [N, 1, T] by [N, T, dimensions]: no array of the rows' size is made anew.
  const flat = graph.node('Unsqueeze', [weights, axes(1n)]);
  const hidden = graph.node('Squeeze', [graph.node('MatMul', [flat, lookUp(graph, ids)]), axes(1n)]);
  const { rows, dimensions, objective, labelCounts } = outputs;
  const matrix = graph.initializer(BAG_OUTPUTS, transposed(rows, dimensions));
  const scores = graph.node('MatMul', [hidden, matrix]);
  graph.output(PROBABILITIES, probabilities(graph, scores, objective, labelCounts), 'FP32', ['N', labelCounts.length]);
  return graph.toBytes();
}

function probabilities(
  graph: GraphBuilder,
  scores: Value,
  objective: BagObjective,
  labelCounts: readonly number[],
): Value {
  if (objective === 'SOFTMAX') return graph.node('Softmax', [scores], { axis: 1 });
  if (objective !== 'HIERARCHICAL_SOFTMAX') return graph.node('Sigmoid', [scores]);
  return alongPaths(graph, scores, labelCounts);
}

/** A label's probability is the product of those of the sides on its way: the logarithm of a side's is −softplus(∓score). */
function alongPaths(graph: GraphBuilder, scores: Value, labelCounts: readonly number[]): Value {
  const tree = labelTree(labelCounts);
  const depth = tree.reduce((most, steps) => Math.max(most, steps.length), 1);
  const nodes = new BigInt64Array(tree.length * depth);
  const signs = new Float32Array(tree.length * depth);
  const counts = new Float32Array(tree.length * depth);
  tree.forEach((steps, label) => {
    steps.forEach(({ node, positive }, at) => {
      nodes[label * depth + at] = BigInt(node);
      signs[label * depth + at] = positive ? -1 : 1;
      counts[label * depth + at] = -1;
    });
  });
  const dims = [tree.length, depth];
  const found = graph.node('Gather', [scores, graph.initializer('path_nodes', tensor('INT64', dims, nodes))], {
    axis: 1,
  });
  const signed = graph.node('Mul', [found, graph.initializer('path_signs', tensor('FP32', dims, signs))]);
  const losses = graph.node('Mul', [
    graph.node('Softplus', [signed]),
    graph.initializer('path_steps', tensor('FP32', dims, counts)),
  ]);
  const axis = graph.constant(tensor('INT64', [1], BigInt64Array.of(2n)));
  return graph.node('Exp', [graph.node('ReduceSum', [losses, axis], { keepdims: 0 })]);
}

function transposed(rows: Float32Array, dimensions: number) {
  const count = rows.length / dimensions;
  const columns = new Float32Array(rows.length);
  for (let row = 0; row < count; row++)
    for (let at = 0; at < dimensions; at++) columns[at * count + row] = rows[row * dimensions + at]!;
  return tensor('FP32', [dimensions, count], columns);
}
