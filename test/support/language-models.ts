import { GraphBuilder, type Value } from '../../src/onnx/builder.js';
import { tensor } from '../../src/onnx/tensor.js';

/** Each byte is a token of its own; one more ends a text. */
export const EOS = 256;
const VOCABULARY = 257;
const [HIDDEN, HEADS, HEAD] = [8, 2, 4];

/** tokenizer.json in which a token is a byte. */
export function byteTokenizer(): string {
  const printable = (byte: number) =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || (byte >= 174 && byte <= 255);
  let others = 0;
  const names = Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(printable(byte) ? byte : 256 + others++));
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false };
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
  return JSON.stringify({
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [{ id: EOS, content: '<eos>', ...flags }],
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: null,
    decoder: byteLevel,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      vocab: Object.fromEntries([...names.entries()].map(([id, name]) => [name, id])),
      merges: [],
    },
  });
}

export interface DecoderOptions {
  /** Takes past_key_values and gives present, as Optimum exports it. */
  readonly cache?: boolean;
  /** What follows a byte, with the other logits far below; without it the text is whatever the weights give. */
  readonly next?: (byte: number) => number;
  /** A flaw: positions start again in each step, so that what is read in parts differs from the whole. */
  readonly forgetsPosition?: boolean;
  /** Gives the logits of the last position alone. */
  readonly lastLogits?: boolean;
}

/** A decoder of one attention layer with masks and positions, over the tokens of `byteTokenizer`. */
export function decoderModel({
  cache = true,
  next,
  forgetsPosition = false,
  lastLogits = false,
}: DecoderOptions = {}): Uint8Array {
  const graph = new GraphBuilder();
  const ids = graph.input('input_ids', 'INT64', ['batch', 'length']);
  const mask = graph.input('attention_mask', 'INT64', ['batch', 'total']);
  const positions = graph.input('position_ids', 'INT64', ['batch', 'length']);
  const numbers = (...values: number[]) => graph.constant(tensor('INT64', [values.length], ints(values)));
  const scalar = (value: number) => graph.constant(tensor('FP32', [], Float32Array.of(value)));
  const zero = graph.constant(tensor('INT64', [], ints([0])));
  const one = graph.constant(tensor('INT64', [], ints([1])));
  const weight = (rows: number, columns: number, seed: number) =>
    graph.constant(tensor('FP32', [rows, columns], weights(rows, columns, seed)));

  const count = graph.node('Squeeze', [graph.node('Shape', [ids], { start: 1, end: 2 })]);
  const places = forgetsPosition ? graph.node('Range', [zero, count, one]) : positions;
  const angles = graph.node('Mul', [
    graph.node('Unsqueeze', [graph.node('Cast', [places], { to: 1 }), numbers(-1)]),
    graph.constant(
      tensor(
        'FP32',
        [HIDDEN],
        Float32Array.from({ length: HIDDEN }, (_, at) => 2 ** -at),
      ),
    ),
  ]);
  const x = graph.node('Add', [
    graph.node('Gather', [weight(VOCABULARY, HIDDEN, 1), ids]),
    graph.node('Sin', [angles]),
  ]);
  const heads = (seed: number) => {
    const split = graph.node('Reshape', [
      graph.node('MatMul', [x, weight(HIDDEN, HIDDEN, seed)]),
      numbers(0, 0, HEADS, HEAD),
    ]);
    return graph.node('Transpose', [split], { perm: [0, 2, 1, 3] });
  };
  const carried = (name: string, value: Value) => {
    if (!cache) return value;
    const past = graph.input(`past_key_values.0.${name}`, 'FP32', ['batch', HEADS, 'past', HEAD]);
    const present = graph.node('Concat', [past, value], { axis: 2 });
    graph.output(`present.0.${name}`, present, 'FP32', ['batch', HEADS, 'total', HEAD]);
    return present;
  };
  const query = heads(3);
  const keys = carried('key', heads(5));
  const values = carried('value', heads(7));

  const total = graph.node('Squeeze', [graph.node('Shape', [mask], { start: 1, end: 2 })]);
  const allPlaces = graph.node('Range', [zero, total, one]);
  const ownPlaces = graph.node('Range', [graph.node('Sub', [total, count]), total, one]);
  const isBefore = graph.node('LessOrEqual', [
    graph.node('Unsqueeze', [allPlaces, numbers(0)]),
    graph.node('Unsqueeze', [ownPlaces, numbers(1)]),
  ]);
  const isText = graph.node('Unsqueeze', [graph.node('Cast', [mask], { to: 9 }), numbers(1, 2)]);
  const scores = graph.node('MatMul', [query, graph.node('Transpose', [keys], { perm: [0, 1, 3, 2] })]);
  const seen = graph.node('Where', [graph.node('And', [isText, isBefore]), scores, scalar(-1e9)]);
  const mixed = graph.node('MatMul', [graph.node('Softmax', [seen], { axis: -1 }), values]);
  const joined = graph.node('Reshape', [
    graph.node('Transpose', [mixed], { perm: [0, 2, 1, 3] }),
    numbers(0, 0, HIDDEN),
  ]);
  const logits = graph.node('MatMul', [graph.node('Add', [x, joined]), weight(HIDDEN, VOCABULARY, 9)]);
  const following = next ? graph.node('Add', [logits, graph.node('Gather', [table(graph, next), ids])]) : logits;
  if (lastLogits) {
    const last = graph.constant(tensor('INT64', [], ints([-1])));
    graph.output('logits', graph.node('Gather', [following, last], { axis: 1 }), 'FP32', ['batch', VOCABULARY]);
  } else graph.output('logits', following, 'FP32', ['batch', 'length', VOCABULARY]);
  return graph.toBytes();
}

/** A recurrent decoder: one token a step, and a state that pipeline.json need not name. */
export function recurrentModel(): Uint8Array {
  const graph = new GraphBuilder();
  const ids = graph.input('input_ids', 'INT64', ['batch', 1]);
  const state = graph.input('state.h', 'FP32', ['batch', HIDDEN]);
  const weight = (rows: number, columns: number, seed: number) =>
    graph.constant(tensor('FP32', [rows, columns], weights(rows, columns, seed)));
  const axis = graph.constant(tensor('INT64', [1], ints([1])));
  const x = graph.node('Squeeze', [graph.node('Gather', [weight(VOCABULARY, HIDDEN, 1), ids]), axis]);
  const kept = graph.node('MatMul', [state, weight(HIDDEN, HIDDEN, 3)]);
  const next = graph.node('Tanh', [graph.node('Add', [x, kept])]);
  graph.output('next_state.h', next, 'FP32', ['batch', HIDDEN]);
  const logits = graph.node('MatMul', [next, weight(HIDDEN, VOCABULARY, 9)]);
  graph.output('logits', graph.node('Unsqueeze', [logits, axis]), 'FP32', ['batch', 1, VOCABULARY]);
  return graph.toBytes();
}

/**
 * A decoder whose texts are about a latent vector, which is its own next value.
 * @param forgets a flaw: the next value is 0, so that every step has to run the whole text
 */
export function latentModel({ forgets = false } = {}): Uint8Array {
  const graph = new GraphBuilder();
  const ids = graph.input('input_ids', 'INT64', ['batch', 'length']);
  const latent = graph.input('state.latent', 'FP32', ['batch', HIDDEN]);
  const weight = (rows: number, columns: number, seed: number) =>
    graph.constant(tensor('FP32', [rows, columns], weights(rows, columns, seed)));
  const axis = graph.constant(tensor('INT64', [1], ints([1])));
  const topic = graph.node('Unsqueeze', [graph.node('MatMul', [latent, weight(HIDDEN, HIDDEN, 3)]), axis]);
  const x = graph.node('Add', [graph.node('Gather', [weight(VOCABULARY, HIDDEN, 1), ids]), topic]);
  const logits = graph.node('MatMul', [graph.node('Tanh', [x]), weight(HIDDEN, VOCABULARY, 9)]);
  graph.output('logits', logits, 'FP32', ['batch', 'length', VOCABULARY]);
  const next = forgets ? graph.node('Sub', [latent, latent]) : latent;
  graph.output('next_state.latent', next, 'FP32', ['batch', HIDDEN]);
  return graph.toBytes();
}

/** A recurrent decoder that takes any number of tokens a step; its states have the batch as their second axis. */
export function lstmModel(): Uint8Array {
  const graph = new GraphBuilder();
  const ids = graph.input('input_ids', 'INT64', ['batch', 'length']);
  const hidden = graph.input('state.h', 'FP32', [1, 'batch', HIDDEN]);
  const cell = graph.input('state.c', 'FP32', [1, 'batch', HIDDEN]);
  const weight = (dims: number[], seed: number) =>
    graph.constant(
      tensor(
        'FP32',
        dims,
        weights(
          dims[0]!,
          dims.slice(1).reduce((a, b) => a * b),
          seed,
        ),
      ),
    );
  const embedded = graph.node('Gather', [weight([VOCABULARY, HIDDEN], 1), ids]);
  const [all, nextHidden, nextCell] = graph.nodeOutputs(
    'LSTM',
    3,
    [
      graph.node('Transpose', [embedded], { perm: [1, 0, 2] }),
      weight([1, 4 * HIDDEN, HIDDEN], 3),
      weight([1, 4 * HIDDEN, HIDDEN], 5),
      null,
      null,
      hidden,
      cell,
    ],
    { hidden_size: HIDDEN },
  );
  graph.output('next_state.h', nextHidden!, 'FP32', [1, 'batch', HIDDEN]);
  graph.output('next_state.c', nextCell!, 'FP32', [1, 'batch', HIDDEN]);
  const axis = graph.constant(tensor('INT64', [1], ints([1])));
  const rows = graph.node('Transpose', [graph.node('Squeeze', [all!, axis])], { perm: [1, 0, 2] });
  graph.output('logits', graph.node('MatMul', [rows, weight([HIDDEN, VOCABULARY], 9)]), 'FP32', [
    'batch',
    'length',
    VOCABULARY,
  ]);
  return graph.toBytes();
}

/** A decoder of one GroupQueryAttention with rotary positions, as ONNX Runtime GenAI's model builder exports it for the CPU. */
export function groupQueryModel(): Uint8Array {
  const [heads, head, longest] = [2, 16, 1024];
  const size = heads * head;
  const graph = new GraphBuilder();
  const ids = graph.input('input_ids', 'INT64', ['batch', 'length']);
  const mask = graph.input('attention_mask', 'INT64', ['batch', 'total']);
  const [pastKey, pastValue] = ['key', 'value'].map((name) =>
    graph.input(`past_key_values.0.${name}`, 'FP32', ['batch', heads, 'past', head]),
  );
  const weight = (rows: number, columns: number, seed: number) =>
    graph.constant(tensor('FP32', [rows, columns], weights(rows, columns, seed)));
  const one = graph.constant(tensor('INT64', [1], ints([1])));
  const sum = graph.node('ReduceSum', [mask, one], { keepdims: 0 });
  const lengths = graph.node('Cast', [graph.node('Sub', [sum, one])], { to: 6 });
  const width = graph.node('Squeeze', [graph.node('Shape', [mask], { start: 1, end: 2 })]);
  const angle = (wave: (angle: number) => number) =>
    graph.constant(
      tensor(
        'FP32',
        [longest, head / 2],
        Float32Array.from({ length: (longest * head) / 2 }, (_, at) =>
          wave(Math.floor(at / (head / 2)) / 10 ** (at % (head / 2))),
        ),
      ),
    );
  const x = graph.node('Gather', [weight(VOCABULARY, size, 1), ids]);
  const [mixed, key, value] = graph.nodeOutputs(
    'GroupQueryAttention',
    3,
    [
      ...[3, 5, 7].map((seed) => graph.node('MatMul', [x, weight(size, size, seed)])),
      pastKey!,
      pastValue!,
      lengths,
      graph.node('Cast', [width], { to: 6 }),
      angle(Math.cos),
      angle(Math.sin),
    ],
    { num_heads: heads, kv_num_heads: heads, do_rotary: 1 },
    { domain: 'com.microsoft' },
  );
  graph.output('present.0.key', key!, 'FP32', ['batch', heads, 'total', head]);
  graph.output('present.0.value', value!, 'FP32', ['batch', heads, 'total', head]);
  const logits = graph.node('MatMul', [graph.node('Add', [x, mixed!]), weight(size, VOCABULARY, 9)]);
  graph.output('logits', logits, 'FP32', ['batch', 'length', VOCABULARY]);
  return graph.toBytes();
}

/** pipeline.json of a model over `byteTokenizer`. */
export function languageModelPipelineFile(settings: object = {}): string {
  return JSON.stringify({
    format: 1,
    task: 'LANGUAGE_MODEL',
    input: 'tokens',
    tokenizer: { file: 'tokenizer.json' },
    eosIds: [EOS],
    contextLength: null,
    ...settings,
  });
}

/** Files of a language model besides its graph, by their path. */
export function languageModelFiles(settings: object = {}): Record<string, { role: string; bytes: Uint8Array }> {
  return {
    'pipeline.json': { role: 'PIPELINE', bytes: Buffer.from(languageModelPipelineFile(settings)) },
    'tokenizer.json': { role: 'TOKENIZER', bytes: Buffer.from(byteTokenizer()) },
  };
}

/** What follows a byte in the alphabet, over and over. */
export function nextLetter(byte: number): number {
  return byte >= 97 && byte < 122 ? byte + 1 : 97;
}

function table(graph: GraphBuilder, next: (byte: number) => number): Value {
  const values = new Float32Array(VOCABULARY * VOCABULARY);
  for (let id = 0; id < VOCABULARY; id++) values[id * VOCABULARY + next(id)] = 100;
  return graph.constant(tensor('FP32', [VOCABULARY, VOCABULARY], values));
}

/** Weights between -1 and 1 that differ from place to place. */
function weights(rows: number, columns: number, seed: number): Float32Array {
  return Float32Array.from({ length: rows * columns }, (_, at) => {
    const wave = Math.sin((at + 1) * 12.9898 + seed * 78.233) * 43758.5453;
    return (wave - Math.floor(wave)) * 2 - 1;
  });
}

function ints(values: readonly number[]): BigInt64Array {
  return BigInt64Array.from(values, BigInt);
}
