import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { RequestContext } from '../../src/access/context.js';
import { openTokenizer } from '../../src/text/tokenizers/open-tokenizer.js';
import { eventually } from '../support/eventually.js';
import { type GatewayForTest, startGatewayForTest } from '../support/gateway.js';
import { type InferenceWorkersForTest, startInferenceWorkers } from '../support/inference-workers.js';
import { adminContext, seedUpload } from '../support/seed.js';
import { encoderModel, sequenceModel, taggingModel, TOKENIZER } from '../support/transformers.js';

const ANSWER = `__typename
  ... on Prediction { id input { text pair } }
  ... on Classification { label score scores { label score } }
  ... on MultiLabelClassification { labels { label score } scores(first: 2) { label } }
  ... on TokenClassification { spans { label score start end text } }
  ... on TextEmbedding { vector vectorBase64 words { word } }`;
const PREDICT = `query ($input: PredictInput!) { predict(input: $input) { failureCount tokenCount results {
  ${ANSWER} ... on PredictionFailure { index code message } } } }`;
const REGISTER = `mutation ($input: RegisterModelVersionInput!) { registerModelVersion(input: $input) {
  modelVersion { id signature { labels } files { path role } } } }`;
const SETTINGS = { model_max_length: 24, pad_token: '[PAD]' };

interface Answer {
  __typename: string;
  id: string;
  vector: number[];
  vectorBase64: string;
  spans: { label: string; score: number; text: string }[];
}
interface Version {
  id: string;
  signature: { labels: string[] };
  files: { path: string; role: string }[];
}

let workers: InferenceWorkersForTest;
let gateway: GatewayForTest;
let context: RequestContext;
let pairs: Version;
let tagger: Version;
let encoder: Version;
let topics: Version;
beforeAll(async () => {
  workers = await startInferenceWorkers(1);
  gateway = await startGatewayForTest({ env: workers.env });
  context = await adminContext(gateway);
  const id2label = { 0: 'no', 1: 'maybe', 2: 'yes' };
  pairs = await register('CLASSIFICATION', sequenceModel(3), {
    'config.json': { architectures: ['BertForSequenceClassification'], id2label },
  });
  topics = await register('MULTI_LABEL', sequenceModel(3), {
    'config.json': {
      architectures: ['BertForSequenceClassification'],
      problem_type: 'multi_label_classification',
      id2label: { 0: 'sport', 1: 'money', 2: 'weather' },
    },
  });
  const dog = openTokenizer(TOKENIZER).encode('dog').ids[1]!;
  tagger = await register('TOKEN_CLASSIFICATION', taggingModel(2, new Map([[dog, 1]])), {
    'config.json': { architectures: ['BertForTokenClassification'], id2label: { 0: 'O', 1: 'B-ANIMAL' } },
  });
  encoder = await register('EMBEDDING', encoderModel(), {
    'config.json': { architectures: ['BertModel'], max_position_embeddings: 512 },
    'modules.json': [
      { type: 'sentence_transformers.models.Transformer' },
      { type: 'sentence_transformers.models.Pooling' },
      { type: 'sentence_transformers.models.Normalize' },
    ],
    '1_Pooling/config.json': { pooling_mode_mean_tokens: true },
  });
}, 120_000);
afterAll(async () => {
  await gateway.close();
  await workers.stop();
});

async function ask<T>(query: string, variables: Record<string, unknown>): Promise<T> {
  const { data, errors } = await gateway.ask(query, variables);
  if (errors) throw new Error(errors[0]!.message);
  return data as T;
}

async function register(task: string, model: Uint8Array, configs: Record<string, unknown>): Promise<Version> {
  const name = `model-${randomUUID()}`;
  await ask('mutation ($input: CreateModelInput!) { createModel(input: $input) { model { id } } }', {
    input: { name, task },
  });
  const json = { 'tokenizer_config.json': SETTINGS, ...configs };
  const files = [
    { path: 'model.onnx', role: 'MODEL', source: { upload: await seedUpload(context, model) } },
    { path: 'tokenizer.json', role: 'TOKENIZER', source: { text: TOKENIZER } },
    ...Object.entries(json).map(([path, value]) => ({ path, role: 'OTHER', source: { text: JSON.stringify(value) } })),
  ];
  const { registerModelVersion } = await ask<{ registerModelVersion: { modelVersion: Version } }>(REGISTER, {
    input: { idempotencyKey: randomUUID(), model: name, files },
  });
  return registerModelVersion.modelVersion;
}

async function predict({ id }: Version, inputs: object, more: object = {}) {
  const { predict: batch } = await ask<{
    predict: { failureCount: number; tokenCount: number | null; results: Answer[] };
  }>(PREDICT, {
    input: { target: { modelVersion: id }, inputs, ...more },
  });
  return batch;
}

async function kept(id: string): Promise<unknown> {
  const query = `query ($id: ID!) { prediction(id: $id) { ${ANSWER} } }`;
  return eventually('its record is written', async () => {
    const { prediction } = await ask<{ prediction: unknown }>(query, { id });
    return prediction;
  });
}

const feedback = (prediction: string, expectedLabels: string[]) =>
  ask<{ recordFeedback: { feedback: { correct: boolean }[] } }>(
    'mutation ($input: RecordFeedbackInput!) { recordFeedback(input: $input) { feedback { correct } } }',
    { input: { idempotencyKey: randomUUID(), items: [{ prediction, expectedLabels }] } },
  );

test('the pipeline of an export is inferred and becomes a file of the version', () => {
  for (const { files } of [pairs, topics, tagger, encoder])
    expect(files).toContainEqual({ path: 'pipeline.json', role: 'PIPELINE' });
  expect([pairs, topics, tagger, encoder].map(({ signature }) => signature.labels)).toEqual([
    ['no', 'maybe', 'yes'],
    ['sport', 'money', 'weather'],
    ['ANIMAL'],
    [],
  ]);
});

test('pairs of texts are classified together, and the record says of what', async () => {
  const { results } = await predict(pairs, { pairs: [{ text: 'Is it a dog?', pair: 'It is.' }] });
  const alone = await predict(pairs, { texts: ['Is it a dog?'] });
  expect(results[0]).toMatchObject({ __typename: 'Classification', input: { text: 'Is it a dog?', pair: 'It is.' } });
  expect(results[0]).not.toMatchObject({ scores: (alone.results[0] as unknown as { scores: unknown }).scores });
  expect(await kept(results[0]!.id)).toEqual(results[0]);
});

test('a multi-label answer gives the labels above the threshold, and feedback judges the set', async () => {
  const { results } = await predict(topics, { texts: ['the weather'] });
  const answer = results[0] as unknown as { id: string; labels: { label: string; score: number }[] };
  expect(answer.labels.every(({ score }) => score >= 0.5)).toBe(true);
  expect(await kept(answer.id)).toEqual(answer);
  const labels = answer.labels.map(({ label }) => label);
  expect((await feedback(answer.id, labels)).recordFeedback.feedback[0]!.correct).toBe(true);
  const others = ['sport', 'money', 'weather'].filter((label) => !labels.includes(label));
  expect((await feedback(answer.id, others)).recordFeedback.feedback[0]!.correct).toBe(false);
  await expect(feedback(answer.id, ['politics'])).rejects.toThrow('takes labels of the model: sport');
});

test('spans are told in UTF-16 code units, and kept', async () => {
  const text = '\u{1f600} a DOG, 今天 dog';
  const { results } = await predict(tagger, { texts: [text, 'nothing'] });
  expect(results.map(({ spans }) => spans.map((span) => span.text))).toEqual([['DOG', 'dog'], []]);
  expect(results[0]).toMatchObject({
    spans: [
      { label: 'ANIMAL', start: 5, end: 8 },
      { start: 13, end: 16 },
    ],
  });
  expect(await kept(results[0]!.id)).toEqual(results[0]);
  await expect(feedback(results[0]!.id, ['ANIMAL'])).rejects.toThrow('whole texts');
});

test('an embedding is of length 1, alike as numbers and as base64, and kept', async () => {
  const { results } = await predict(encoder, { texts: ['the dog', ''] });
  const [{ vector, vectorBase64, id }] = results as [Answer];
  expect(vector).toHaveLength(8);
  expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
  const bytes = Uint8Array.from(Buffer.from(vectorBase64, 'base64'));
  expect([...new Float32Array(bytes.buffer)]).toEqual(vector);
  expect(await kept(id)).toEqual(results[0]);
});

test('the nearest candidates come by their cosine, the text itself first', async () => {
  const query = `query ($input: NearestNeighboursInput!) { nearestNeighbours(input: $input) {
    text neighbours { index text similarity } } }`;
  const among = ['the fox', 'the dog', 'money', 'the dog'];
  const input = { target: { modelVersion: encoder.id }, texts: ['the dog'], among, first: 3 };
  const { nearestNeighbours: found } = await ask<{
    nearestNeighbours: { neighbours: { index: number; similarity: number }[] }[];
  }>(query, { input });
  const { neighbours } = found[0]!;
  expect(neighbours.map(({ index }) => index).slice(0, 2)).toEqual([1, 3]);
  expect(neighbours[0]!.similarity).toBeCloseTo(1, 5);
  const { results } = await predict(encoder, { texts: ['the dog', among[neighbours[2]!.index]] });
  const dot = results[0]!.vector.reduce((sum, value, at) => sum + value * results[1]!.vector[at]!, 0);
  expect(neighbours[2]!.similarity).toBeCloseTo(dot, 5);
  const wrong = ask(query, { input: { ...input, target: { modelVersion: topics.id } } });
  await expect(wrong).rejects.toThrow('task EMBEDDING, not MULTI_LABEL');
  await expect(ask(query, { input: { ...input, among: [] } })).rejects.toThrow('among is empty');
});

test('a text that is too long fails alone and says the limit, unless it may be cut', async () => {
  const long = 'the dog '.repeat(40);
  const { failureCount, tokenCount, results } = await predict(encoder, { texts: ['a', long, null, 'b'] });
  expect(failureCount).toBe(2);
  // Of those that were answered: [CLS], a letter and [SEP] of each.
  expect(tokenCount).toBe(6);
  expect(results).toMatchObject([
    // Its tokenizer has no words that it does not know.
    { __typename: 'TextEmbedding', words: null },
    {
      index: 1,
      code: 'INVALID_INPUT',
      message: expect.stringMatching(/has \d+ tokens, and the model takes 24/) as unknown,
    },
    { index: 2, code: 'INVALID_INPUT' },
    { __typename: 'TextEmbedding' },
  ]);
  expect((await predict(encoder, { texts: [long] }, { truncate: true })).failureCount).toBe(0);
});

test.each([
  ['labels', 'CLASSIFICATION', { 'config.json': { architectures: ['BertForSequenceClassification'] } }, 'id2label'],
  ['an architecture', 'CLASSIFICATION', {}, 'Give "config.json" with "architectures"'],
  ['a known architecture', 'EMBEDDING', { 'config.json': { architectures: ['OddForEverything'] } }, 'OddForEverything'],
  ['normalization', 'EMBEDDING', { 'config.json': { architectures: ['BertModel'] } }, 'Give "modules.json"'],
  [
    'the model’s task',
    'CLASSIFICATION',
    { 'config.json': { architectures: ['BertForTokenClassification'], id2label: { 0: 'O' } } },
    'is for the task TOKEN_CLASSIFICATION',
  ],
  [
    'the labels of its graph',
    'CLASSIFICATION',
    { 'config.json': { architectures: ['BertForSequenceClassification'], id2label: { 0: 'a', 1: 'b' } } },
    'has 3 columns for 2 labels',
  ],
])('an export without %s is refused and says what to give', async (_, task, configs, reason) => {
  await expect(register(task, sequenceModel(3), configs)).rejects.toThrow(reason);
});
