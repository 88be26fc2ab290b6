import { basename, dirname, relative } from 'node:path';
import { GraphBuilder, type Value } from '../../onnx/builder.js';
import { tensor } from '../../onnx/tensor.js';
import { addEmbedding, WORD_TABLE } from './word-table-graph.js';
import type { WordTablePlace } from './word-table-place.js';

/** Inputs: vectors to search with, FP32 [M, dimensions]; and how many neighbours each gets, INT64 [1]. */
export const QUERY = 'query';
export const FIRST = 'first';
/** Outputs: cosines FP32 [M, first], the largest first, and numbers of the words INT64 [M, first]. */
export const SIMILARITY = 'similarity';
export const NUMBER = 'number';

/** Keeps the cosine of a vector of length 0 at 0. */
const LEAST_LENGTH = 1e-12;

/**
 * A table of word vectors as an ONNX model that embeds as that of `wordTableGraph` does, and searches its words as well: the largest of
 * table · query / |table|, over all words. `query` may have no rows; then nothing is searched. Vectors stay in their file, and the runtime maps it.
 * @param modelPath path of the version's model; the new one is loaded with its folder as `externalFolder`
 * @param words how many of the table's rows are words
 */
export function wordSearchGraph(place: WordTablePlace, modelPath: string, words: number): Uint8Array<ArrayBuffer> {
  const { rows, dimensions } = place;
  const graph = new GraphBuilder('word_search');
  const path = relative(dirname(modelPath), place.file) || basename(place.file);
  const rowsOfTable = (name: string, count: number) =>
    graph.externalInitializer(name, 'FP32', [count, dimensions], path, place.offsetBytes);
  const table = rowsOfTable(WORD_TABLE, rows);
  addEmbedding(graph, (ids) => graph.node('Gather', [table, ids], { axis: 0 }), dimensions);
  // A second name for the same bytes: a slice of the table would be a copy.
  const ofWords = rows === words ? table : rowsOfTable('words', words);
  // The same for every run: the runtime computes them once, as it loads the model.
  const axis = graph.constant(tensor('INT64', [1], BigInt64Array.of(1n)));
  const lengths = graph.node('ReduceL2', [ofWords, axis], { keepdims: 1 });
  addSearch(graph, dimensions, lengths, (search, query) =>
    // As the left factor the table is read as it lies; as the right one the runtime would keep a second, packed one.
    search.node('MatMul', [ofWords, search.node('Transpose', [query], { perm: [1, 0] })]),
  );
  return graph.toBytes();
}

/**
 * Adds inputs and outputs of the search to a graph.
 * @param lengths FP32 [words, 1] of what is multiplied
 * @param multiply adds the products of all words with the queries to the graph that searches, FP32 [words, M]
 */
export function addSearch(
  graph: GraphBuilder,
  dimensions: number,
  lengths: Value,
  multiply: (search: GraphBuilder, query: Value) => Value,
): void {
  const query = graph.input(QUERY, 'FP32', ['M', dimensions]);
  const first = graph.input(FIRST, 'INT64', [1]);
  const zero = graph.constant(tensor('INT64', [], BigInt64Array.of(0n)));
  const least = graph.constant(tensor('FP32', [1], Float32Array.of(LEAST_LENGTH)));
  const divisors = graph.node('Max', [lengths, least]);
  const isSearch = graph.node('Greater', [
    graph.node('Gather', [graph.node('Shape', [query]), zero], { axis: 0 }),
    zero,
  ]);

  const search = graph.subgraph('search');
  const products = multiply(search, query);
  const cosines = search.node('Transpose', [search.node('Div', [products, divisors])], { perm: [1, 0] });
  const [largest, numbers] = search.nodeOutputs('TopK', 2, [cosines, first], { axis: -1 });
  search.output('found_similarity', largest!, 'FP32', ['M', 'K']);
  search.output('found_number', numbers!, 'INT64', ['M', 'K']);

  const nothing = graph.subgraph('nothing');
  const empty = { FP32: new Float32Array(0), INT64: new BigInt64Array(0) };
  nothing.output('no_similarity', nothing.constant(tensor('FP32', [0, 0], empty.FP32)), 'FP32', ['M', 'K']);
  nothing.output('no_number', nothing.constant(tensor('INT64', [0, 0], empty.INT64)), 'INT64', ['M', 'K']);

  const branches = { then_branch: search, else_branch: nothing };
  const [similarity, number] = graph.nodeOutputs('If', 2, [isSearch], branches);
  graph.output(SIMILARITY, similarity!, 'FP32', ['M', 'K']);
  graph.output(NUMBER, number!, 'INT64', ['M', 'K']);
}
