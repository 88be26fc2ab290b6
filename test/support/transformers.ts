import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GraphBuilder, type Value } from '../../src/onnx/builder.js';
import { tensor } from '../../src/onnx/tensor.js';

const FIXTURES = join(import.meta.dirname, '..', 'text', 'tokenizers', 'fixtures');

/** tokenizer.json of a small uncased WordPiece tokenizer with 420 tokens and the frame [CLS] … [SEP]. */
export const TOKENIZER = readFileSync(join(FIXTURES, 'word-piece.json'), 'utf8');
export const VOCABULARY_SIZE = 420;

/** A weight that differs from place to place, between -1 and 1. */
function weights(rows: number, columns: number, seed: number): Float32Array {
  return Float32Array.from({ length: rows * columns }, (_, at) => Math.sin(at * 12.9898 + seed) * 0.9);
}

/**
 * A graph in the shape of a transformer's: vectors of tokens plus those of their types, mixed with the masked mean of all tokens, so that
 * padding that is not masked and types that are not given change the answer.
 */
function hidden(graph: GraphBuilder, size: number): { states: Value; mean: Value } {
  const ids = graph.input('input_ids', 'INT64', ['N', 'T']);
  const mask = graph.input('attention_mask', 'INT64', ['N', 'T']);
  const types = graph.input('token_type_ids', 'INT64', ['N', 'T']);
  const constant = (dims: number[], data: Float32Array) => graph.constant(tensor('FP32', dims, data));
  const axis = (at: number) => graph.constant(tensor('INT64', [1], BigInt64Array.of(BigInt(at))));
  const words = graph.node('Gather', [constant([VOCABULARY_SIZE, size], weights(VOCABULARY_SIZE, size, 1)), ids]);
  const kinds = graph.node('Gather', [constant([2, size], weights(2, size, 5)), types]);
  const tokens = graph.node('Add', [words, kinds]);
  const weight = graph.node('Unsqueeze', [graph.node('Cast', [mask], { to: 1 }), axis(2)]);
  const sums = graph.node('ReduceSum', [graph.node('Mul', [tokens, weight]), axis(1)], { keepdims: 1 });
  const counts = graph.node('ReduceSum', [weight, axis(1)], { keepdims: 1 });
  const mean = graph.node('Div', [sums, counts]);
  return { states: graph.node('Add', [tokens, mean]), mean: graph.node('Squeeze', [mean, axis(1)]) };
}

/** `last_hidden_state` FP32 [N, T, 8]. */
export function encoderModel(): Uint8Array {
  const graph = new GraphBuilder();
  graph.output('last_hidden_state', hidden(graph, 8).states, 'FP32', ['N', 'T', 8]);
  return graph.toBytes();
}

/** `logits` FP32 [N, labels]. */
export function sequenceModel(labels: number): Uint8Array {
  const graph = new GraphBuilder();
  const head = graph.constant(tensor('FP32', [8, labels], weights(8, labels, 9)));
  graph.output('logits', graph.node('MatMul', [hidden(graph, 8).mean, head]), 'FP32', ['N', labels]);
  return graph.toBytes();
}

/** `logits` FP32 [N, T, labels]: the label of a token is told by its id alone; 0 for those not in `labelOf`. */
export function taggingModel(labels: number, labelOf: ReadonlyMap<number, number>): Uint8Array {
  const graph = new GraphBuilder();
  const ids = graph.input('input_ids', 'INT64', ['N', 'T']);
  graph.input('attention_mask', 'INT64', ['N', 'T']);
  const table = new Float32Array(VOCABULARY_SIZE * labels);
  for (let id = 0; id < VOCABULARY_SIZE; id++) table[id * labels + (labelOf.get(id) ?? 0)] = 5;
  const logits = graph.node('Gather', [graph.constant(tensor('FP32', [VOCABULARY_SIZE, labels], table)), ids]);
  graph.output('logits', logits, 'FP32', ['N', 'T', labels]);
  return graph.toBytes();
}
