import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readWordVectors } from '../../../src/text/word-vectors/read-word-vectors.js';
import { runSluice } from '../../cli/run-sluice.js';
import { type GatewayForTest, startGatewayForTest } from '../../support/gateway.js';
import { type InferenceWorkersForTest, startInferenceWorkers } from '../../support/inference-workers.js';
import { createEnvironmentAt, releaseAt } from '../../support/released.js';

const FIXTURES = join(import.meta.dirname, '../../text/word-vectors/fixtures');
const REGISTER = `mutation ($input: RegisterModelVersionInput!) { registerModelVersion(input: $input) { modelVersion {
  ref parameterCount files { path role } signature { outputs { shape } } origin { ... on UploadOrigin { fileName } } } } }`;
const EMBED = `query ($input: PredictInput!) { predict(input: $input) { results {
  ... on TextEmbedding { vector words { word source } } ... on PredictionFailure { code message } } } }`;
const NEIGHBOURS = `query ($input: NearestNeighboursInput!) { nearestNeighbours(input: $input) { neighbours { index } } }`;

interface Embedded {
  vector?: number[];
  words?: { word: string; source: string }[];
  message?: string;
}

let gateway: GatewayForTest;
let workers: InferenceWorkersForTest;
let folder: string;
let models = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-register-vectors-'));
  workers = await startInferenceWorkers(1);
  gateway = await startGatewayForTest({ env: workers.env });
  await createEnvironmentAt(gateway, 'production');
  await createModel('words', 'EMBEDDING');
  await createModel('filter', 'CLASSIFICATION');
}, 120_000);
afterAll(async () => {
  await gateway.close();
  await workers.stop();
  await rm(folder, { recursive: true });
});

async function ask<T>(query: string, input: object): Promise<T> {
  const { data, errors } = await gateway.ask(query, { input });
  if (errors) throw new Error(errors[0]!.message);
  return data as T;
}

async function createModel(name: string, task: string): Promise<void> {
  await ask('mutation ($input: CreateModelInput!) { createModel(input: $input) { model { id } } }', { name, task });
}

function register(text: string, changes: object = {}) {
  const input = { idempotencyKey: randomUUID(), model: 'words', wordVectors: { text }, ...changes };
  return ask<{ registerModelVersion: { modelVersion: { ref: string } } }>(REGISTER, input);
}

async function embed(model: string, ...texts: string[]): Promise<Embedded[]> {
  const target = { deployment: { environment: 'production', model } };
  const { predict } = await ask<{ predict: { results: Embedded[] } }>(EMBED, {
    target,
    inputs: { texts },
  });
  return predict.results;
}

test.each(['gensim.word2vec.txt', 'gensim.word2vec.bin', 'gensim.word2vec.txt.gz', 'fasttext.vec', 'glove.txt'])(
  '%s is registered by the command line, released, and gives the vectors that its program gives',
  async (name) => {
    const model = `peer-${models++}`;
    const env = { SLUICE_URL: gateway.url, SLUICE_TOKEN: gateway.token };
    const registered = await runSluice(env, 'model', 'register', model, join(FIXTURES, name), '--task', 'embedding');
    expect(registered).toMatchObject({ code: 0, stdout: expect.stringContaining(`${model}@1`) });
    await releaseAt(gateway, 'production', `${model}@1`);
    const expected = JSON.parse(await readFile(join(FIXTURES, `${name.split('.')[0]}.json`), 'utf8')) as {
      words: string[];
      vectors: number[][];
    };
    const found = await embed(model, ...expected.words);
    expect(found.map(({ vector }) => vector!.map(Math.fround))).toEqual(
      expected.vectors.map((vector) => vector.map(Math.fround)),
    );
  },
  60_000,
);

test('words of other programs keep their case, their punctuation and their spaces', async () => {
  const vectors = 'Paris 1 0\nparis 0 1\n, 0.5 0.5\nNew York 0.8 0.1\n';
  const { registerModelVersion } = await register(vectors);
  expect(registerModelVersion.modelVersion).toEqual({
    ref: 'words@1',
    parameterCount: 8,
    files: [
      { path: 'model.onnx', role: 'MODEL' },
      { path: 'pipeline.json', role: 'PIPELINE' },
      { path: 'vectors.bin', role: 'WEIGHTS' },
      { path: 'vocabulary.txt', role: 'VOCABULARY' },
    ],
    signature: { outputs: [{ shape: [-1, 2] }] },
    origin: { fileName: 'model.onnx' },
  });
  await releaseAt(gateway, 'production', 'words@1');
  const [upper, lower, both, spaced, unknown] = await embed('words', 'Paris', 'paris', 'Paris ,', 'New York', 'paris!');
  expect([upper!.vector, lower!.vector, both!.vector]).toEqual([
    [1, 0],
    [0, 1],
    [0.75, 0.25],
  ]);
  expect(spaced!.vector!.map(Math.fround)).toEqual([0.8, 0.1].map(Math.fround));
  expect(unknown!.message).toMatch(/knows none of the words/);
  const target = { deployment: { environment: 'production', model: 'words' } };
  const { nearestNeighbours } = await ask<{ nearestNeighbours: { neighbours: { index: number }[] }[] }>(NEIGHBOURS, {
    target,
    texts: ['New York'],
    among: ['paris', ',', 'Paris'],
    first: 3,
  });
  expect(nearestNeighbours[0]!.neighbours.map(({ index }) => index)).toEqual([2, 1, 0]);
});

test.each([
  ['a line is short', '3 2\na 1 2\nb 1 2\nc 1\n', {}, 'Line 4 does not hold a word and 2 numbers.'],
  ['the file ends early', '3 2\na 1 2\n', {}, 'The file ends after 1 of 3 words.'],
  [
    'there are other files too',
    'a 1 2\n',
    { files: [{ path: 'a', role: 'OTHER', source: { text: 'a' } }] },
    /only one of them/,
  ],
  ['the model is for something else', 'a 1 2\n', { model: 'filter' }, /of the task EMBEDDING, and "filter" is for/],
] as const)('word vectors are refused, and no version made, where %s', async (_what, text, changes, message) => {
  await expect(register(text, changes)).rejects.toThrow(message);
  const query = 'query { model(name: "filter") { versions { totalCount } } }';
  expect(await gateway.ask(query, {})).toMatchObject({ data: { model: { versions: { totalCount: 0 } } } });
});

test('the command line says what is wrong with a file', async () => {
  const env = { SLUICE_URL: gateway.url, SLUICE_TOKEN: gateway.token };
  const path = join(folder, 'broken.vec');
  await writeFile(path, '2 2\na 1 2\nb 1 x\n');
  expect(await runSluice(env, 'model', 'register', 'words', path)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Line 3: what should be a number is none'),
  });
  expect(await runSluice(env, 'model', 'register', 'words', join(folder, 'missing'))).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('There is no file or folder'),
  });
});

test('a version is exported by the command line in each format, and registered again with the same vectors', async () => {
  const env = { SLUICE_URL: gateway.url, SLUICE_TOKEN: gateway.token };
  const { words, vectors } = await readWordVectors(join(FIXTURES, 'glove.txt'));
  await runSluice(env, 'model', 'register', 'out', join(FIXTURES, 'glove.txt'), '--task', 'embedding');
  for (const [at, format] of ['word2vec', 'word2vec_binary', 'glove', 'fasttext'].entries()) {
    const out = join(folder, `out.${format}`);
    const exported = await runSluice(env, 'model', 'export', `out@${at + 1}`, '--format', format, '--out', out);
    expect(exported).toMatchObject({ code: 0, stdout: expect.stringContaining(out) });
    await expect(readWordVectors(out)).resolves.toMatchObject({ words, vectors });
    await runSluice(env, 'model', 'register', 'out', out);
  }
}, 90_000);

test('what cannot be exported is refused, and leaves no file', async () => {
  const env = { SLUICE_URL: gateway.url, SLUICE_TOKEN: gateway.token };
  const out = join(folder, 'refused');
  const ref = (await register('ice cream 1 2\na 2 3\n')).registerModelVersion.modelVersion.ref;
  expect(await runSluice(env, 'model', 'export', ref, '--format', 'word2vec', '--out', out)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('"ice cream" holds white space'),
  });
  expect(await runSluice(env, 'model', 'export', 'words@99', '--format', 'glove', '--out', out)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('No model version "words@99"'),
  });
  expect((await readdir(folder)).filter((name) => name.startsWith('refused'))).toEqual([]);
  const address = `${gateway.url.replace('/graphql', '')}/word-vectors/nothing?format=glove`;
  expect((await fetch(address)).status).toBe(401);
});

test('a model of fastText with n-grams is registered with the vectors that fastText gives its words, and words that it does not know', async () => {
  const env = { SLUICE_URL: gateway.url, SLUICE_TOKEN: gateway.token };
  const path = join(FIXTURES, 'fasttext-subwords.bin');
  await runSluice(env, 'model', 'register', 'subwords', path, '--task', 'embedding');
  await releaseAt(gateway, 'production', 'subwords@1');
  const { words, vectors, dimensions } = await readWordVectors(path);
  const found = await embed('subwords', ...words);
  expect(found.flatMap(({ vector }) => vector!.map(Math.fround))).toEqual([...vectors]);
  // What fastText prints of words that are not in its vocabulary.
  const unknown = {
    newspaper: [0.0014993, 0.0014084, 7.5712e-5, -0.00019415],
    cafés: [0.0013527, 0.001314, 9.1667e-5, -0.00018776],
    词典: [0.0014704, 0.0014524, 0.00011682, -0.00019165],
    zzzz: [0.0020167, 0.0019338, 0.00010838, -0.00022158],
  };
  const others = await embed('subwords', ...Object.keys(unknown));
  others.forEach(({ vector }, at) => {
    Object.values(unknown)[at]!.forEach((value, column) => {
      expect(Math.abs(vector![column]! - value)).toBeLessThanOrEqual(Math.abs(value) * 1e-4);
    });
  });
  const told = [...found, ...others].map((embedded) => embedded.words);
  const inVocabulary = words.map((word) => [{ word, source: 'VOCABULARY' }]);
  expect(told).toEqual([...inVocabulary, ...Object.keys(unknown).map((word) => [{ word, source: 'PARTS' }])]);
  expect(found[0]!.vector).toHaveLength(dimensions);
  // Counts, output vectors and n-grams are those of the file: it is the file.
  const again = join(folder, 'again.bin');
  await runSluice(env, 'model', 'export', 'subwords@1', '--format', 'fasttext', '--out', again);
  expect((await readFile(again)).equals(await readFile(path))).toBe(true);
});
