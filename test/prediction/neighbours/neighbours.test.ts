import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { runSluice } from '../../cli/run-sluice.js';
import { type GatewayForTest, startGatewayForTest } from '../../support/gateway.js';
import { type InferenceWorkersForTest, startInferenceWorkers } from '../../support/inference-workers.js';
import { createEnvironmentAt, releaseAt } from '../../support/released.js';

const NEIGHBOURS = `query ($input: NearestNeighboursInput!) { nearestNeighbours(input: $input) {
  text neighbours { index text similarity } words { word source } } }`;
const ANALOGY = `query ($input: AnalogyInput!) { analogy(input: $input) {
  answers { index text similarity } words { word source } } }`;
const EMBED = `query ($input: PredictInput!, $asks: Boolean!) { predict(input: $input) { results {
  ...embedding ... on PredictionFailure { index } } } }
  fragment embedding on TextEmbedding { vector asked: words @include(if: $asks) { word source } }`;

/** Royalty along one axis, gender along another; lengths differ. */
const VECTORS = 'man 1 0 1\nwoman 2 2 2\nking 1 0 2\nqueen 1 1 2\napple 0 0 -9\nnothing 0 0 0\nNew York 0 9 0\n';

interface Near {
  index: number;
  text: string;
  similarity: number;
}
interface Neighbours {
  text: string | null;
  neighbours: Near[];
  words: { word: string; source: string }[] | null;
}

let gateway: GatewayForTest;
let workers: InferenceWorkersForTest;
beforeAll(async () => {
  workers = await startInferenceWorkers(1);
  gateway = await startGatewayForTest({ env: workers.env });
  await createEnvironmentAt(gateway, 'production');
  await ask('mutation ($input: CreateModelInput!) { createModel(input: $input) { model { id } } }', {
    name: 'words',
    task: 'EMBEDDING',
  });
  await ask('mutation ($input: RegisterModelVersionInput!) { registerModelVersion(input: $input) { replayed } }', {
    idempotencyKey: randomUUID(),
    model: 'words',
    wordVectors: { text: VECTORS },
  });
  await releaseAt(gateway, 'production', 'words@1');
}, 120_000);
afterAll(async () => {
  await gateway.close();
  await workers.stop();
});

async function ask<T>(query: string, input: object): Promise<T> {
  const { data, errors } = await gateway.ask(query, { input });
  if (errors) throw new Error(errors[0]!.message);
  return data as T;
}

const target = { deployment: { environment: 'production', model: 'words' } };
async function neighboursOf(input: object): Promise<Neighbours[]> {
  const asked = { target, ...input };
  return (await ask<{ nearestNeighbours: Neighbours[] }>(NEIGHBOURS, asked)).nearestNeighbours;
}
async function complete(...questions: [string, string, string][]): Promise<{ answers: Near[]; words: object[] }[]> {
  const input = { target, first: 2, questions: questions.map(([a, b, c]) => ({ a, b, c })) };
  return (await ask<{ analogy: { answers: Near[]; words: object[] }[] }>(ANALOGY, input)).analogy;
}

test('neighbours of a word are those of the whole vocabulary by cosine, without the word itself', async () => {
  const [king, spaced] = await neighboursOf({ texts: ['king', 'New York'], first: 3 });
  expect(king).toEqual({
    text: 'king',
    words: [{ word: 'king', source: 'VOCABULARY' }],
    neighbours: [
      { index: 0, text: 'man', similarity: expect.closeTo(3 / Math.sqrt(10), 6) },
      { index: 3, text: 'queen', similarity: expect.closeTo(5 / Math.sqrt(30), 6) },
      { index: 1, text: 'woman', similarity: expect.closeTo(6 / Math.sqrt(60), 6) },
    ],
  });
  expect(spaced!.neighbours.map(({ text }) => text)).toEqual(['woman', 'queen', 'man']);
});

test('a vector has neighbours, too, and all words are answered where more are asked for than there are', async () => {
  const [found] = await neighboursOf({ vectors: [[0, 0, -3]], first: 1000 });
  expect(found).toMatchObject({ text: null, words: null, neighbours: { length: 7 } });
  expect(found!.neighbours[0]).toEqual({ index: 4, text: 'apple', similarity: 1 });
  expect(found!.neighbours.find(({ text }) => text === 'nothing')!.similarity).toBe(0);
});

test('a word that the model does not know is said to be unknown, and the others of its request are answered', async () => {
  const [unknown, half, empty] = await neighboursOf({ texts: ['zebra', 'zebra king', ''], first: 1 });
  expect(unknown).toEqual({ text: 'zebra', neighbours: [], words: [{ word: 'zebra', source: 'UNKNOWN' }] });
  expect(half).toMatchObject({
    neighbours: [{ text: 'man' }],
    words: [{ source: 'UNKNOWN' }, { source: 'VOCABULARY' }],
  });
  expect(empty).toEqual({ text: '', neighbours: [], words: [] });
});

test('an embedding tells which words of its text are unknown and left out of it, where that is asked for', async () => {
  const embed = async (asks: boolean) => {
    const input = { target, inputs: { texts: ['zebra king', 'zebra', 'king'] } };
    const { data } = await gateway.ask(EMBED, { input, asks });
    return (data!.predict as { results: { vector: number[]; asked?: object[] }[] }).results;
  };
  const king = { word: 'king', source: 'VOCABULARY' };
  const vector = [1, 0, 2];
  expect(await embed(true)).toEqual([
    { vector, asked: [{ word: 'zebra', source: 'UNKNOWN' }, king] },
    { index: 1 },
    { vector, asked: [king] },
  ]);
  expect(await embed(false)).toEqual([{ vector }, { index: 1 }, { vector }]);
});

test('analogies are completed by words other than those given', async () => {
  const [queen, unknown] = await complete(['man', 'king', 'woman'], ['man', 'zebra', 'woman']);
  expect(queen!.answers[0]).toMatchObject({ index: 3, text: 'queen' });
  expect(queen!.answers.map(({ text }) => text)).not.toContain('king');
  expect(unknown).toEqual({
    answers: [],
    words: [
      { word: 'man', source: 'VOCABULARY' },
      { word: 'zebra', source: 'UNKNOWN' },
      { word: 'woman', source: 'VOCABULARY' },
    ],
  });
});

test('searches and embeddings that arrive together are each answered as alone', async () => {
  const texts = ['man', 'woman', 'king', 'queen', 'apple'];
  const alone = await neighboursOf({ texts, first: 2 });
  const together = await Promise.all(
    texts.flatMap((text) => [
      neighboursOf({ texts: [text], first: 2 }),
      neighboursOf({ texts: [text], among: ['apple', 'queen'], first: 1 }),
    ]),
  );
  expect(together.filter((_, at) => at % 2 === 0).flat()).toEqual(alone);
  expect(together.filter((_, at) => at % 2 === 1).map(([found]) => found!.neighbours[0]!.text)).toEqual([
    ...['queen', 'queen', 'queen', 'queen', 'apple'],
  ]);
});

test.each([
  [{}, 'Give texts or vectors, and not both.'],
  [{ texts: [] }, 'texts is empty: give 1 to 256.'],
  [{ texts: ['king'], first: 0 }, 'first is 1 to 1000.'],
  [{ vectors: [[1, 2]] }, 'A vector of this model has 3 finite numbers; number 0 is another (2 numbers).'],
  [{ vectors: [[1, 2, 3]], among: ['king'] }, 'leave out among'],
])('a search for %j is refused with what to do', async (input, message) => {
  await expect(neighboursOf(input)).rejects.toThrow(message);
});

test('the command line finds neighbours, completes analogies, and says which words are unknown', async () => {
  const env = { SLUICE_URL: gateway.url, SLUICE_TOKEN: gateway.token };
  const found = await runSluice(env, 'neighbours', 'words@1', 'king', 'zebra', '--first', '1');
  expect(found.stdout).toBe('king\n  0.9487\tman\nzebra  (zebra: unknown)\n');
  const completed = await runSluice(env, 'analogy', 'words', 'man', 'king', 'woman', '-e', 'production', '--json');
  expect(JSON.parse(completed.stdout)).toMatchObject({ a: 'man', answers: expect.arrayContaining([]) });
  expect((JSON.parse(completed.stdout) as { answers: Near[] }).answers[0]!.text).toBe('queen');
});
