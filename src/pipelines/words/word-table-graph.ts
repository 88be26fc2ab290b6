import { GraphBuilder, type Value } from '../../onnx/builder.js';
import { tensor } from '../../onnx/tensor.js';
import { EMBEDDING } from '../tokens/embedding-answers.js';
import { WORD_IDS, WORD_WEIGHTS } from './words-pipeline.js';

/** Name of the table in the graph. */
export const WORD_TABLE = 'vectors';
/** What the graph does, in its order. */
export const WORD_TABLE_OPERATORS = ['Gather', 'Unsqueeze', 'Mul', 'ReduceSum'];

/**
 * A table of word vectors as an ONNX model: embedding = Σ weights · table[ids], for each row of ids.
 * @param addTable puts the table, FP32 [words, dimensions], into the graph
 */
export function wordTableGraph(dimensions: number, addTable: (graph: GraphBuilder) => Value): Uint8Array<ArrayBuffer> {
  const graph = new GraphBuilder('word_vectors');
  const table = addTable(graph);
  addEmbedding(graph, (ids) => graph.node('Gather', [table, ids], { axis: 0 }), dimensions);
  return graph.toBytes();
}

/**
 * Adds the inputs and the output of the embedding.
 * @param lookUp adds the rows that ids name, FP32 [N, T, dimensions]
 */
export function addEmbedding(graph: GraphBuilder, lookUp: (ids: Value) => Value, dimensions: number): void {
  const ids = graph.input(WORD_IDS, 'INT64', ['N', 'T']);
  const weights = graph.input(WORD_WEIGHTS, 'FP32', ['N', 'T']);
  const axis = (at: bigint) => graph.constant(tensor('INT64', [1], BigInt64Array.of(at)));
  const weighted = graph.node('Mul', [lookUp(ids), graph.node('Unsqueeze', [weights, axis(2n)])]);
  const sums = graph.node('ReduceSum', [weighted, axis(1n)], { keepdims: 0 });
  graph.output(EMBEDDING, sums, 'FP32', ['N', dimensions]);
}
