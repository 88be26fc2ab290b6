import { expect, jest, test } from '@jest/globals';
import type { GenerationRequest } from '../../../src/inference/lane/generation/generation-request.js';
import { Generator } from '../../../src/inference/lane/generation/generator.js';
import { proveDecoder } from '../../../src/inference/lane/generation/prove-decoder.js';
import { GraphBuilder } from '../../../src/onnx/builder.js';
import { createSession } from '../../../src/onnx/runtime/session.js';
import { tensor } from '../../../src/onnx/tensor.js';
import { loadPipeline } from '../../../src/pipelines/load-pipeline.js';
import type { LanguageModelPipeline } from '../../../src/pipelines/pipeline.js';
import { echoModel } from '../models.js';
import {
  byteTokenizer,
  decoderModel,
  groupQueryModel,
  languageModelPipelineFile,
  latentModel,
  lstmModel,
  nextLetter,
  recurrentModel,
} from '../../support/language-models.js';

const GREEDY = { temperature: 0, topK: 0, topP: 1, repetitionPenalty: 1 };
const SAMPLED = { temperature: 1.5, topK: 50, topP: 0.95, repetitionPenalty: 1.1 };

function pipeline(settings: object = {}): LanguageModelPipeline {
  const files = new Map([['tokenizer.json', Buffer.from(byteTokenizer())]]);
  return loadPipeline(languageModelPipelineFile(settings), files) as LanguageModelPipeline;
}

async function open(graph: Uint8Array, settings: object = {}) {
  const session = await createSession(graph);
  const codec = pipeline(settings);
  const proven = await proveDecoder(session, codec, 1024 ** 3);
  // How many rows pay is measured, and differs from run to run.
  const conduct = { ...proven.conduct, rowsPerRun: 8 };
  return { proven, generator: new Generator(proven.decoder, codec, codec, conduct) };
}

const ask = (id: number, prompt: string, more: Partial<GenerationRequest> = {}): GenerationRequest => ({
  id,
  prompt,
  addSpecialTokens: true,
  sampling: GREEDY,
  seed: [1, 2],
  stop: [],
  maxTokens: 20,
  answered: [],
  ...more,
});

interface Text {
  text: string;
  tokens: number[];
  finish: string | null;
}

/** Generates until all have ended; request N joins at step N × `apart`. */
async function generate(generator: Generator, requests: readonly GenerationRequest[], apart = 0): Promise<Text[]> {
  const texts = requests.map((): Text => ({ text: '', tokens: [], finish: null }));
  for (let step = 0; texts.some(({ finish }) => finish === null); step++) {
    const joining = requests.filter((_, place) => place * apart === step);
    const { pieces, failures } = await generator.step(joining, []);
    expect(failures).toEqual([]);
    for (const { id, text, token, finish } of pieces) {
      const one = texts[requests.findIndex((request) => request.id === id)]!;
      one.text += text;
      one.tokens.push(token);
      one.finish = finish;
    }
  }
  return texts;
}

const PROMPTS = ['a', 'Hello there', 'The quick brown fox jumps', 'Hello there', 'zz', '0123456789'.repeat(30)];

test('with its cache a model answers what it answers when every step runs the whole text', async () => {
  const cached = await open(decoderModel({ cache: true }));
  const whole = await open(decoderModel({ cache: false }));
  expect(cached.proven.uncachedReason).toBeNull();
  expect(cached.proven.conduct).toMatchObject({ grouping: 'ANY_LENGTH', reading: { chunk: 128 } });
  expect(whole.proven.uncachedReason).toMatch(/no past_key_values/);
  for (const [place, prompt] of PROMPTS.entries()) {
    const [one] = await generate(cached.generator, [ask(place, prompt)]);
    const [other] = await generate(whole.generator, [ask(place, prompt)]);
    expect(one!.tokens).toEqual(other!.tokens);
    expect(one!.tokens).toHaveLength(20);
  }
});

const MODELS = [
  ['a decoder with a cache', () => decoderModel({ cache: true })],
  ['a decoder without one', () => decoderModel({ cache: false })],
  ['a decoder as ONNX Runtime GenAI exports it', () => groupQueryModel()],
  ['a recurrent model that takes a token a step', () => recurrentModel()],
  ['a recurrent model that takes many tokens a step', () => lstmModel()],
] as const;

test.each(MODELS)('%s gives each sequence what it gets alone, whoever joins and leaves meanwhile', async (_, graph) => {
  const { generator, proven } = await open(graph());
  expect(proven.separateReason).toBeNull();
  const requests = PROMPTS.map((prompt, place) =>
    ask(place, prompt, { sampling: place % 2 ? SAMPLED : GREEDY, seed: [place, 0], maxTokens: 5 + place * 4 }),
  );
  const alone: Text[] = [];
  for (const request of requests) alone.push(...(await generate(generator, [request])));
  expect(await generate(generator, requests, 2)).toEqual(alone);
  expect(await generate(generator, requests)).toEqual(alone);
});

const DRAWN = { states: [{ input: 'state.latent', output: 'next_state.latent', first: 'normal' }] };

test('a state that begins with draws is the same for the same seed, and goes on on another lane as it was', async () => {
  const requests = [1, 2, 3, 4].map((seed) => ask(seed, 'a', { seed: [seed, 0] }));
  const { generator } = await open(latentModel(), DRAWN);
  const texts = await generate(generator, requests);
  expect(new Set(texts.map(({ text }) => text)).size).toBe(4);

  const other = await open(latentModel(), DRAWN);
  const answered = requests.map((request, place) => ({ ...request, answered: texts[place]!.tokens.slice(0, 12) }));
  const rest = await generate(other.generator, answered);
  expect(rest.map(({ tokens }) => tokens)).toEqual(texts.map(({ tokens }) => tokens.slice(12)));
});

test('what a text begins with stays when every step runs the whole text', async () => {
  const requests = [1, 2, 3].map((seed) => ask(seed, 'a', { seed: [seed, 0] }));
  const [cached, whole] = [await open(latentModel(), DRAWN), await open(latentModel({ forgets: true }), DRAWN)];
  expect(whole.proven.uncachedReason).toMatch(/^With its cache the answer moves/);
  expect(await generate(whole.generator, requests)).toEqual(await generate(cached.generator, requests));
});

test('a text begins between what two seeds draw, and at either end as theirs do', async () => {
  const { generator } = await open(latentModel(), DRAWN);
  const [from, to] = [
    [1, 0],
    [2, 0],
  ] as const;
  const written = async (seed: GenerationRequest['seed'], towards?: GenerationRequest['towards']) =>
    (await generate(generator, [ask(1, 'a', { seed, towards })]))[0]!.text;

  expect(await written(from, { seed: to, share: 0 })).toBe(await written(from));
  expect(await written(from, { seed: to, share: 1 })).toBe(await written(to));
  const between = await written(from, { seed: to, share: 0.5 });
  expect([await written(from), await written(to)]).not.toContain(between);
  expect(await written(to, { seed: from, share: 0.5 })).toBe(between);
});

test('a model that draws nothing to begin with has nothing between two seeds', async () => {
  const { generator } = await open(recurrentModel());
  const { failures } = await generator.step([ask(1, 'a', { towards: { seed: [2, 0], share: 0.5 } })], []);
  expect(failures).toMatchObject([{ id: 1, failure: { message: expect.stringContaining('leave out towards') } }]);
});

test('a text is scored by the mean of what is drawn', async () => {
  const scored = async (settings: object) => {
    const { generator } = await open(latentModel(), settings);
    return (await generator.step([ask(1, 'abc', { seed: [5, 5], scores: true })], [])).pieces;
  };
  expect(await scored(DRAWN)).toEqual(await scored({}));
});

test('a cache cannot begin with draws', () => {
  const states = [{ input: 'past_key_values.0.key', output: 'present.0.key', first: 'normal' }];
  const cache = (name: string) => ({ name, datatype: 'FP32' as const, shape: [-1, 2, -1, 4] });
  const inputs = [{ name: 'input_ids', datatype: 'INT64' as const, shape: [-1, -1] }, cache('past_key_values.0.key')];
  const outputs = [{ name: 'logits', datatype: 'FP32' as const, shape: [-1, -1, 257] }, cache('present.0.key')];
  expect(() => {
    pipeline({ states }).assertServes({ inputs, outputs });
  }).toThrow('only FP32 states of a fixed size can begin so');
});

test.each([
  ['any, filled up to the longest', () => decoderModel(), { together: 'ANY', pads: true }],
  ['any, equally long pieces of them', () => lstmModel(), { together: 'ANY', pads: false }],
  ['their beginnings', () => groupQueryModel(), { together: 'BEGINNINGS', pads: true }],
  ['none, where every step runs the whole text', () => decoderModel({ cache: false }), { together: 'NONE' }],
] as const)('which prompts one run reads is found out: %s', async (_, graph, reading) => {
  expect((await open(graph())).proven.conduct.reading).toMatchObject(reading);
});

test('prompts that come together are read together, as far as a run of theirs is not mostly filled up', async () => {
  const { generator } = await open(decoderModel());
  const words = ['one two three', 'four five six', 'seven', 'a much longer text'.repeat(5)];
  const { runs, pieces } = await generator.step(
    words.map((prompt, id) => ask(id, prompt)),
    [],
  );
  expect(pieces).toHaveLength(4);
  expect(runs.map(({ rows }) => rows)).toEqual([3, 1]);
});

test.each([
  ['a decoder with a cache', () => decoderModel()],
  ['a decoder as ONNX Runtime GenAI exports it', () => groupQueryModel()],
])('%s reads what prompts have in common once, while one of them is generated', async (_, graph) => {
  const { generator, proven } = await open(graph());
  expect(proven.conduct.sharesBeginnings).toBe(true);
  const system = 'Answer briefly and in verse, whatever you are asked. '.repeat(3);
  const requests = ['Why?', 'How so?', 'Who?'].map((question, id) => ask(id, system + question));
  const alone: Text[] = [];
  for (const request of requests) alone.push(...(await generate(generator, [request])));
  const step = jest.spyOn(proven.decoder, 'step');
  expect(await generate(generator, requests, 1)).toEqual(alone);
  const longest = step.mock.calls.map(([, tokens]) => Math.max(...tokens.map(({ length }) => length)));
  expect(longest.filter((length) => length > 10)).toEqual([128, system.length + 'Why?'.length - 128]);
});

test('a recurrent state, which holds all that was read, is not shared', async () => {
  expect((await open(lstmModel())).proven.conduct.sharesBeginnings).toBe(false);
});

test('a prompt that the graph refuses fails alone among those that are read with it', async () => {
  const { generator } = await open(groupQueryModel());
  const long = 'x'.repeat(1100);
  const found = new Map<number, string>();
  let joining = ['a b c', long, 'd e f'].map((prompt, id) => ask(id, prompt, { maxTokens: 3 }));
  for (let step = 0; step < 30; step++) {
    const { pieces, failures } = await generator.step(joining, []);
    joining = [];
    for (const { id, finish } of pieces) if (finish) found.set(id, finish);
    for (const { id, failure } of failures) found.set(id, failure.code);
  }
  expect(Object.fromEntries(found)).toEqual({ 0: 'LENGTH', 1: expect.not.stringMatching('LENGTH'), 2: 'LENGTH' });
});

/** Log-probabilities of each text's tokens, of texts that come at once. */
async function score(generator: Generator, texts: readonly string[], answered: readonly number[] = []) {
  const found = texts.map((): { text: string; scores: (number | null)[] } => ({ text: '', scores: [] }));
  let left = texts.length;
  for (let joining = texts.map((text, id) => ask(id, text, { scores: true, answered })); left > 0; joining = []) {
    const { pieces, failures } = await generator.step(joining, []);
    expect(failures).toEqual([]);
    for (const { id, text, index, logProbability, finish } of pieces) {
      expect(index).toBe(found[id]!.scores.length + answered.length);
      found[id]!.text += text;
      found[id]!.scores.push(logProbability);
      if (finish) left -= 1;
    }
  }
  return found;
}

test.each([
  ...MODELS,
  ['a decoder that gives the last logits alone', () => decoderModel({ lastLogits: true })] as const,
])('%s scores a text as it does alone, whatever is read with it', async (_, graph) => {
  const { generator } = await open(graph());
  const together = await score(generator, PROMPTS);
  expect(together.map(({ text }) => text)).toEqual(PROMPTS);
  for (const [place, prompt] of PROMPTS.entries()) {
    const [alone] = await score(generator, [prompt]);
    expect(alone!.scores).toHaveLength(prompt.length);
    expect(alone!.scores[0]).toBeNull();
    const close = alone!.scores.map((one) => (one === null ? null : expect.closeTo(one, 3)));
    expect(together[place]!.scores).toEqual(close);
  }
});

test('a scored text has the log-probabilities that it was generated with, in pieces, as a whole, and token by token', async () => {
  const prompt = 'abc';
  const { generator } = await open(decoderModel({ next: nextLetter }));
  const generated: number[] = [];
  let text = prompt;
  for (let joining = [ask(1, prompt, { maxTokens: 200 })], ended = false; !ended; joining = []) {
    for (const piece of (await generator.step(joining, [])).pieces) {
      generated.push(piece.logProbability!);
      text += piece.text;
      ended = piece.finish !== null;
    }
  }
  const close = generated.map((one) => expect.closeTo(one, 4));
  for (const options of [{}, { cache: false }, { lastLogits: true }]) {
    const { generator: scorer } = await open(decoderModel({ next: nextLetter, ...options }));
    const [scored] = await score(scorer, [text]);
    expect(scored!.scores.slice(prompt.length)).toEqual(close);
  }
  const [resumed] = await score(generator, [text], [...Buffer.from(text.slice(0, 150))]);
  expect(resumed).toEqual({ text: text.slice(150), scores: close.slice(150 - prompt.length) });
});

test('a text that fills the context of a model is scored, and one that is longer is refused', async () => {
  const { generator } = await open(decoderModel({ next: nextLetter }), { contextLength: 10 });
  expect((await score(generator, ['abcdefghij']))[0]!.scores).toHaveLength(10);
  const { failures } = await generator.step([ask(2, 'abcdefghijk', { scores: true })], []);
  expect(failures).toMatchObject([{ failure: { message: expect.stringContaining('takes 10.') } }]);
});

test('a sequence that goes on in another lane answers what it would have answered', async () => {
  const { generator } = await open(decoderModel());
  const request = ask(1, 'Once', { sampling: SAMPLED, maxTokens: 30 });
  const [whole] = await generate(generator, [request]);
  const [rest] = await generate(generator, [{ ...request, answered: whole!.tokens.slice(0, 12) }]);
  expect(rest!.tokens).toEqual(whole!.tokens.slice(12));
  expect(whole!.text.endsWith(rest!.text)).toBe(true);
});

test('a seed repeats a text, another seed gives another', async () => {
  const { generator } = await open(decoderModel());
  const texts = await generate(
    generator,
    [
      [7, 0],
      [7, 0],
      [8, 0],
    ].map((seed, id) => ask(id, 'Same', { sampling: SAMPLED, seed: [seed[0]!, seed[1]!] })),
  );
  expect(texts[1]!.tokens).toEqual(texts[0]!.tokens);
  expect(texts[2]!.tokens).not.toEqual(texts[0]!.tokens);
});

test('a text ends at a stop string that spans tokens, at the token that ends texts, or when it is long enough', async () => {
  const { generator } = await open(decoderModel({ next: nextLetter }));
  const [stopped, full] = await generate(generator, [ask(1, 'a', { stop: ['xyz', 'hij', 'hi!'] }), ask(2, 'a')]);
  expect(stopped).toMatchObject({ text: 'bcdefg', finish: 'STOP' });
  expect(full).toMatchObject({ text: 'bcdefghijklmnopqrstu', finish: 'LENGTH' });
  const ending = await open(decoderModel({ next: (byte) => (byte === 103 ? 256 : nextLetter(byte)) }));
  const [ended] = await generate(ending.generator, [ask(1, 'a')]);
  expect(ended).toMatchObject({ text: 'bcdefg', finish: 'STOP' });
});

test('what ends with the beginning of a stop string is given out when no more comes', async () => {
  const { generator } = await open(decoderModel({ next: nextLetter }));
  const [text] = await generate(generator, [ask(1, 'a', { stop: ['efgh'], maxTokens: 5 })]);
  expect(text).toMatchObject({ text: 'bcdef', finish: 'LENGTH' });
});

test("the model's context bounds prompt and answer", async () => {
  const { generator } = await open(decoderModel({ next: nextLetter }), { contextLength: 10 });
  const [text] = await generate(generator, [ask(1, 'abcdef')]);
  expect(text).toMatchObject({ text: 'ghij', finish: 'LENGTH' });
  const { failures } = await generator.step([ask(2, 'abcdefghij')], []);
  expect(failures).toEqual([
    { id: 2, failure: { code: 'INVALID_INPUT', message: expect.stringContaining('10 tokens') } },
  ]);
});

test('a decoder whose cache does not give what the whole text gives is driven without it, and says why', async () => {
  const { proven } = await open(decoderModel({ forgetsPosition: true }));
  expect(proven.uncachedReason).toMatch(/With its cache the answer moves by/);
  expect(proven.decoder.keepsCache).toBe(false);
});

test.each([
  ['a model without input_ids', () => echoModel(), /needs "input_ids". It has x/],
  [
    'a model with an input that nobody can give',
    () => withInput('encoder_hidden_states'),
    /"encoder_hidden_states" is unknown/,
  ],
  ['a cache that no output continues', () => withInput('past_key_values.9.key'), /"present.9.key" is no output/],
])('%s is refused, saying why', async (_, graph, reason) => {
  await expect(open(graph())).rejects.toThrow(reason);
});

function withInput(name: string): Uint8Array {
  const graph = new GraphBuilder();
  const ids = graph.input('input_ids', 'INT64', ['batch', 'length']);
  graph.input(name, 'FP32', ['batch', 2, 'past', 4]);
  const axis = graph.constant(tensor('INT64', [1], BigInt64Array.of(-1n)));
  graph.output('logits', graph.node('Cast', [graph.node('Unsqueeze', [ids, axis])], { to: 1 }), 'FP32', ['b', 'l', 1]);
  return graph.toBytes();
}
