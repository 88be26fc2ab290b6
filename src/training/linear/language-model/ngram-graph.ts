import type { ModelSignature } from '../../../models/versions/signature.js';
import { GraphBuilder, type Value } from '../../../onnx/builder.js';
import { ELEMENT_TYPE } from '../../../onnx/element-type.js';
import { tensor } from '../../../onnx/tensor.js';
import type { SteppedModel } from '../../language-models/sample-text.js';
import { type ContextTables, contextTables, WINDOW } from './context-table.js';
import type { NgramTree } from './ngram-tree.js';

/** What is carried from token to token: the contexts of one token, of two, and so on. */
const STATE = 'state.contexts';
const NEXT_STATE = 'next_state.contexts';

/**
 * A maximum-entropy language model as it is served: `input_ids` (batch, sequence) and `state.contexts` (batch, order - 1) to
 * `logits` (batch, sequence, vocabulary) and `next_state.contexts`. Contexts that were never seen are 0, as all are before the
 * first token.
 *
 * Contexts are found in a hash table, for all places at once. A place's logits are those of tokens without a context, plus the
 * weights of the tokens that were seen behind each of its contexts.
 * @param weights by node of the tree
 */
export function ngramGraph(
  tree: NgramTree,
  weights: Float32Array,
  order: number,
  vocabularySize: number,
): Uint8Array<ArrayBuffer> {
  const graph = new GraphBuilder();
  const ids = graph.input('input_ids', 'INT64', ['batch', 'sequence']);
  const state = graph.input(STATE, 'FP32', ['batch', order - 1]);
  const tables = contextTables(tree, weights, vocabularySize);
  const contexts = contextsOf(graph, tables, ids, state, order - 1, vocabularySize);
  const unigrams = graph.initializer(
    'token_weights',
    tensor('FP32', [vocabularySize], weights.slice(1, vocabularySize + 1)),
  );
  const flat = graph.node('Reshape', [contexts, integers(graph, -1, order - 1)]);
  const rows = logitsOf(graph, tables, flat, unigrams, order - 1, vocabularySize);
  const size = graph.node('Concat', [graph.node('Shape', [ids]), integers(graph, vocabularySize)], { axis: 0 });
  graph.output('logits', graph.node('Reshape', [rows, size]), 'FP32', ['batch', 'sequence', vocabularySize]);
  const last = graph.node('Gather', [contexts, graph.constant(tensor('INT64', [], BigInt64Array.of(-1n)))], {
    axis: 1,
  });
  const next = graph.node('Cast', [last], { to: ELEMENT_TYPE.FP32 });
  graph.output(NEXT_STATE, next, 'FP32', ['batch', order - 1]);
  return graph.toBytes();
}

/** What the model of `ngramGraph` takes and gives. */
export function ngramSignature(order: number, vocabularySize: number): ModelSignature {
  const state = (name: string) => ({ name, datatype: 'FP32' as const, shape: [-1, order - 1] });
  return {
    inputs: [{ name: 'input_ids', datatype: 'INT64', shape: [-1, -1] }, state(STATE)],
    outputs: [{ name: 'logits', datatype: 'FP32', shape: [-1, -1, vocabularySize] }, state(NEXT_STATE)],
    labels: [],
  };
}

/** How that model is run token by token. */
export function ngramSteps(order: number): SteppedModel {
  return { carried: [{ input: STATE, output: NEXT_STATE, dims: [1, order - 1] }], beside: () => ({}) };
}

/** (batch, sequence, count) of what follows each token: the contexts of one token, of two, and so on. */
function contextsOf(
  graph: GraphBuilder,
  tables: ContextTables,
  ids: Value,
  state: Value,
  count: number,
  vocabularySize: number,
): Value {
  const ofToken = graph.initializer('context_of_token', tensor('INT64', [vocabularySize], tables.ofToken));
  const keys = graph.initializer('context_keys', tensor('INT64', [tables.keys.length], tables.keys));
  const values = graph.initializer('context_values', tensor('INT64', [tables.values.length], tables.values));
  const places = graph.constant(
    tensor(
      'INT64',
      [WINDOW],
      BigInt64Array.from({ length: WINDOW }, (_, at) => BigInt(at)),
    ),
  );
  const [zero, size, width] = [0, tables.size, vocabularySize].map((number) => integers(graph, number));
  const before = graph.node('Cast', [state], { to: ELEMENT_TYPE.INT64 });
  const contexts = [graph.node('Gather', [ofToken, ids])];
  for (let length = 2; length <= count; length++) {
    // Of the token before: carried for the first place.
    const carried = graph.node('Slice', [
      before,
      integers(graph, length - 2),
      integers(graph, length - 1),
      integers(graph, 1),
    ]);
    const shorter = graph.node('Slice', [
      graph.node('Concat', [carried, contexts.at(-1)!], { axis: 1 }),
      ...[0, -1, 1].map((at) => integers(graph, at)),
    ]);
    const key = graph.node('Add', [graph.node('Mul', [shorter, width!]), ids]);
    const lastAxis = integers(graph, -1);
    const slots = graph.node('Add', [graph.node('Unsqueeze', [graph.node('Mod', [key, size!]), lastAxis]), places]);
    const found = graph.node('Equal', [graph.node('Gather', [keys, slots]), graph.node('Unsqueeze', [key, lastAxis])]);
    const value = graph.node('Where', [found, graph.node('Gather', [values, slots]), zero!]);
    contexts.push(graph.node('ReduceSum', [value, lastAxis], { keepdims: 0 }));
  }
  const axis = integers(graph, 2);
  return graph.node(
    'Concat',
    contexts.map((context) => graph.node('Unsqueeze', [context, axis])),
    { axis: 2 },
  );
}

/** (places, vocabulary) logits of places with some contexts (places, count). */
function logitsOf(
  graph: GraphBuilder,
  tables: ContextTables,
  contexts: Value,
  unigrams: Value,
  count: number,
  vocabularySize: number,
): Value {
  const starts = graph.initializer('follower_starts', tensor('INT64', [tables.starts.length], tables.starts));
  const followers = graph.initializer('followers', tensor('INT32', [tables.followers.length], tables.followers));
  const weights = graph.initializer('follower_weights', tensor('FP32', [tables.weights.length], tables.weights));
  const body = graph.subgraph('place');
  const own = body.input('place.contexts', 'INT64', [count]);
  const one = integers(body, 1);
  const [tokens, theirWeights]: [Value[], Value[]] = [[], []];
  for (let at = 0; at < count; at++) {
    const context = body.node('Gather', [own, integers(body, at)]);
    const from = body.node('Gather', [starts, context]);
    const to = body.node('Gather', [starts, body.node('Add', [context, one])]);
    const axis = integers(body, 0);
    tokens.push(body.node('Slice', [followers, from, to, axis]));
    theirWeights.push(body.node('Slice', [weights, from, to, axis]));
  }
  const logits = body.node(
    'ScatterElements',
    [unigrams, body.node('Concat', tokens, { axis: 0 }), body.node('Concat', theirWeights, { axis: 0 })],
    { axis: 0, reduction: 'add' },
  );
  body.output('place.logits', logits, 'FP32', [vocabularySize]);
  return graph.node('Scan', [contexts], { body, num_scan_inputs: 1 });
}

function integers(graph: GraphBuilder, ...values: number[]): Value {
  return graph.constant(tensor('INT64', [values.length], BigInt64Array.from(values, BigInt)));
}
