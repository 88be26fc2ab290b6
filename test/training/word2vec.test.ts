import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWordVectors } from '../../src/text/word-vectors/read-word-vectors.js';
import { subwordBuckets } from '../../src/text/word-vectors/subwords.js';
import { collectVectors } from '../../src/text/word-vectors/word-vectors.js';
import { DatasetFormat } from '../../src/datasets/formats/dataset-format.js';
import { runSluice } from '../cli/run-sluice.js';
import { seedDatasetVersion } from '../support/datasets.js';
import { askFastText } from '../support/fasttext.js';
import { releaseAt } from '../support/released.js';
import { TrainingsForTest } from '../support/trainings.js';
import { topicCsv, topicTexts } from './topics.js';

const JOB = `query ($id: ID!) { job(id: $id, waitUpTo: "PT20S") { state failure { code message } metricSeries { name points { value } }
  ... on TrainingJob { evaluationSplit settings { algorithm epochs ... on Word2VecSettings { dimensions window threads } ... on GloVeSettings { dimensions window xMax threads phrasePasses phraseThreshold phraseMinCount } ... on FastTextSettings { dimensions loss negatives minNgram maxNgram buckets } }
    result { ref parameterCount signature { outputs { name shape } } files { path role } lineage { kind reproducible summary inputs { ref } }
      evaluations(first: 5) { edges { node { datasetVersion { ref } split metrics { name value } } } } } } } }`;
const NEIGHBOURS = `query ($input: NearestNeighboursInput!) { nearestNeighbours(input: $input) { neighbours { index similarity } } }`;
const EMBED = `query ($input: PredictInput!) { predict(input: $input) { results {
  ... on TextEmbedding { vector } ... on PredictionFailure { code message } } } }`;
const ANALOGY = 'query ($input: AnalogyInput!) { analogy(input: $input) { answers { text } } }';
const SETTINGS = { dimensions: 16, epochs: 20, minCount: 2 };

interface Job {
  state: string;
  failure: { code: string; message: string } | null;
  metricSeries: { name: string; points: { value: number }[] }[];
}

let trainings: TrainingsForTest;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-exported-'));
  trainings = await TrainingsForTest.start();
  const { context } = trainings;
  await seedDatasetVersion(context, 'topics', topicCsv(topicTexts(2_000)), { splits: { column: 'split' } });
  const inTrain = { splits: { fractions: [{ name: 'train', fraction: 1 }] }, format: DatasetFormat.PLAIN_TEXT };
  await seedDatasetVersion(context, 'alone', 'bread\nmarket\nbread\n', inTrain);
  const inTest = { splits: { fractions: [{ name: 'test', fraction: 1 }] }, format: DatasetFormat.PLAIN_TEXT };
  await seedDatasetVersion(
    context,
    'pairs',
    'taste\tbread\t9\nmarket\tprice\t8\ntaste\tmarket\t1\nteam\tnowhere\t5\n',
    inTest,
  );
  await seedDatasetVersion(context, 'broken', 'soup\tbread\t9\nbank\n', inTest);
  await trainings.createModels({
    words: 'EMBEDDING',
    parts: 'EMBEDDING',
    counted: 'EMBEDDING',
    filter: 'CLASSIFICATION',
  });
  trainings.startWorker();
}, 120_000);
afterAll(async () => {
  await trainings.stop();
  await rm(folder, { recursive: true });
});

function start(settings: object, changes: object = {}): Promise<string> {
  return trainings.train({ model: 'words', datasetVersion: 'topics@1', settings: { word2vec: settings }, ...changes });
}

function finished(id: string): Promise<Job> {
  return trainings.finished<Job>(JOB, id);
}

const target = { deployment: { environment: 'production', model: 'words' } };
async function embed(
  at: object,
  ...texts: string[]
): Promise<{ vector?: number[]; code?: string; message?: string }[]> {
  const { predict } = await trainings.ask<{ predict: { results: { vector?: number[] }[] } }>(EMBED, {
    input: { target: at, inputs: { texts } },
  });
  return predict.results;
}

async function neighboursInVocabulary(at: object, text: string) {
  const query = `query ($input: NearestNeighboursInput!) { nearestNeighbours(input: $input) { words { word source } neighbours { text similarity } } }`;
  const { nearestNeighbours } = await trainings.ask<{
    nearestNeighbours: {
      words: { word: string; source: string }[];
      neighbours: { text: string; similarity: number }[];
    }[];
  }>(query, { input: { target: at, texts: [text], first: 3 } });
  return nearestNeighbours[0]!;
}

test('vectors of words are trained from a dataset version, released, and find words that are used alike', async () => {
  const job = await finished(await start(SETTINGS, { wordTests: [{ datasetVersion: 'pairs@1' }] }));
  expect(job).toMatchObject({
    state: 'SUCCEEDED',
    evaluationSplit: null,
    settings: { algorithm: 'WORD2VEC', epochs: 20, dimensions: 16, window: 5, threads: 1 },
    result: {
      ref: 'words@1',
      signature: { outputs: [{ name: 'embedding', shape: [-1, 16] }] },
      files: [
        { path: 'model.onnx', role: 'MODEL' },
        { path: 'outputs.bin', role: 'EVIDENCE' },
        { path: 'pipeline.json', role: 'PIPELINE' },
        { path: 'training.json', role: 'EVIDENCE' },
        { path: 'vocabulary.txt', role: 'VOCABULARY' },
        { path: 'word-counts.bin', role: 'EVIDENCE' },
      ],
      lineage: [{ kind: 'TRAINING', reproducible: true, inputs: [{ ref: 'topics@1' }] }],
      evaluations: {
        edges: [
          {
            node: {
              datasetVersion: { ref: 'pairs@1' },
              metrics: [{ name: 'WORD_SIMILARITY' }, { name: 'COVERAGE', value: 0.75 }],
            },
          },
        ],
      },
    },
  });
  const series = Object.fromEntries(job.metricSeries.map(({ name, points }) => [name, points]));
  expect(series.train_loss!.at(-1)!.value).toBeLessThan(4);
  expect(series.words_per_second!.at(-1)!.value).toBeGreaterThan(0);

  await releaseAt(trainings.gateway, 'production', 'words@1');
  const among = ['taste', 'price', 'team', '股票', '面条'];
  const { nearestNeighbours } = await trainings.ask<{ nearestNeighbours: { neighbours: { index: number }[] }[] }>(
    NEIGHBOURS,
    {
      input: { target, texts: ['bread', 'market'], among, first: 2 },
    },
  );
  const words = nearestNeighbours.map(({ neighbours }) => neighbours.map(({ index }) => among[index]).sort());
  expect(words).toEqual([
    ['taste', '面条'],
    ['price', '股票'],
  ]);

  const near = await neighboursInVocabulary(target, 'Bread');
  expect(near.words).toEqual([{ word: 'bread', source: 'VOCABULARY' }]);
  for (const { text } of near.neighbours) expect(['面', '条', '好', '吃', 'soup', 'taste', 'cook']).toContain(text);

  const [bread, market, both, unknown] = await embed(target, 'Bread', 'market', 'bread, market!', 'zebra');
  both!.vector!.forEach((value, at) => {
    expect(value).toBeCloseTo((bread!.vector![at]! + market!.vector![at]!) / 2, 6);
  });
  expect(unknown).toMatchObject({ code: 'INVALID_INPUT', message: expect.stringContaining('knows none of the words') });

  const { env } = trainings;
  const printed = await runSluice(env, 'predict', 'words', 'Bread', '--environment', 'production');
  const [numbers, ref] = printed.stdout.split('\t');
  expect([printed.code, ref]).toEqual([0, 'words@1']);
  expect(numbers!.split(' ').map(Number)).toEqual(bread!.vector!.map((value) => Number(value.toPrecision(5))));

  // fastText finds the same in the file, which has the vectors as what is predicted, too.
  const saved = join(folder, 'words.bin');
  await runSluice(env, 'model', 'export', 'words@1', '--format', 'fasttext', '--out', saved);
  const outputs = askFastText(['dump', saved, 'output'])?.slice(1).join(' ').split(' ');
  expect(outputs?.some((value) => Number(value) !== 0)).not.toBe(false);
  const { analogy } = await trainings.ask<{ analogy: { answers: { text: string }[] }[] }>(ANALOGY, {
    input: { target, questions: [{ a: 'taste', b: 'bread', c: 'price' }], first: 3 },
  });
  const answers = askFastText(['analogies', saved, '3'], ['bread taste price'])?.join(' ');
  expect(analogy[0]!.answers).toHaveLength(3);
  for (const { text } of analogy[0]!.answers) expect(answers ?? text).toContain(text);
}, 120_000);

test('fastText gives a word that it never saw the vector of its parts, and says so of a word without known parts', async () => {
  const settings = {
    ...SETTINGS,
    loss: 'HIERARCHICAL_SOFTMAX',
    segmentation: 'DICTIONARY',
    maxNgram: 5,
    buckets: 100_000,
  };
  const job = await finished(await start({}, { settings: { fastText: settings }, model: 'parts' }));
  expect(job).toMatchObject({
    state: 'SUCCEEDED',
    settings: {
      algorithm: 'FASTTEXT',
      dimensions: 16,
      loss: 'HIERARCHICAL_SOFTMAX',
      negatives: 0,
      minNgram: 3,
      maxNgram: 5,
      buckets: 100_000,
    },
    result: {
      ref: 'parts@1',
      files: expect.arrayContaining([
        { path: 'subwords.bin', role: 'VOCABULARY' },
        { path: 'word-counts.bin', role: 'EVIDENCE' },
      ]),
    },
  });
  await releaseAt(trainings.gateway, 'production', 'parts@1');
  const [known, unseen, strange, stock, character] = await embed(
    { deployment: { environment: 'production', model: 'parts' } },
    ...['market', 'supermarket', 'xyzzyq', '股票', '股'],
  );
  const dot = known!.vector!.reduce((sum, value, at) => sum + value * unseen!.vector![at]!, 0);
  expect(dot / (Math.hypot(...known!.vector!) * Math.hypot(...unseen!.vector!))).toBeGreaterThan(0.9);
  // A dictionary finds 股票, so its characters are no words: when the model is served, too.
  expect(stock!.vector).toHaveLength(16);
  expect(character).toMatchObject({ code: 'INVALID_INPUT' });
  expect(strange).toMatchObject({ code: 'INVALID_INPUT', message: expect.stringContaining('nor any part of them') });

  const saved = join(folder, 'parts.bin');
  const { env } = trainings;
  await runSluice(env, 'model', 'export', 'parts@1', '--format', 'fasttext', '--out', saved);
  const opened = await openWordVectors(saved);
  const rows = [...opened.subwords!.rows()].flatMap((some) => [...some]);
  const buckets = subwordBuckets(Buffer.from('supermarket'), opened.subwords!);
  unseen!.vector!.forEach((value, at) => {
    const sum = buckets.reduce((total, bucket) => total + rows[bucket * 16 + at]!, 0);
    expect(value).toBeCloseTo(sum / buckets.length, 5);
  });
  const { words, vectors } = await collectVectors(opened);
  known!.vector!.forEach((value, at) => {
    expect(value).toBeCloseTo(vectors[words.indexOf('market') * 16 + at]!, 5);
  });
  const near = await neighboursInVocabulary({ modelVersion: 'parts@1' }, 'supermarket');
  expect(near.words).toEqual([{ word: 'supermarket', source: 'PARTS' }]);
  expect(near.neighbours[0]!.text).toBe('market');

  // fastText itself finds the same in the file, with true counts and output vectors.
  const printed = askFastText(['print-word-vectors', saved], ['supermarket', 'market']);
  printed?.forEach((line, at) => {
    const vector = [unseen, known][at]!.vector!;
    const values = line.trim().split(' ').slice(1).map(Number);
    values.forEach((value, place) => {
      expect(Math.abs(value - vector[place]!)).toBeLessThan(1e-4 + Math.abs(value) * 1e-4);
    });
  });
  const found = askFastText(['nn', saved, '5'], ['supermarket']);
  expect(
    found?.slice(0, near.neighbours.length).map((line) => line.replace(/^Query word\? /, '').split(' ')[0]),
  ).toEqual(found && near.neighbours.map(({ text }) => text));
  expect(askFastText(['dump', saved, 'args'])).toEqual(
    askFastText(['dump', saved, 'args']) && expect.arrayContaining(['loss hs']),
  );
  const nodes = askFastText(['dump', saved, 'output'])
    ?.slice(1)
    .map((line) => line.split(' ').map(Number));
  // All nodes of the tree have learnt; there is one less than words.
  expect(nodes?.slice(0, -1).every((row) => row.some((value) => value !== 0))).not.toBe(false);
  expect(nodes?.at(-1)!.every((value) => value === 0)).not.toBe(false);
  const dumped = askFastText(['dump', saved, 'dict']);
  const counts = dumped?.slice(1).map((line) => Number(line.split(' ')[1]));
  expect(counts?.every((count, at) => count >= 1 && (at === 0 || count <= counts[at - 1]!))).not.toBe(false);
  expect(counts?.[0]).not.toBe(1);
}, 180_000);

test('GloVe is trained from a dataset version, and finds words, and phrases, that are used alike', async () => {
  const settings = {
    gloVe: {
      dimensions: 16,
      window: 5,
      minCount: 2,
      epochs: 60,
      xMax: 10,
      threads: 2,
      phrasePasses: 2,
      phraseThreshold: 10,
    },
  };
  const job = await finished(await start({}, { settings, model: 'counted' }));
  expect(job).toMatchObject({
    state: 'SUCCEEDED',
    settings: {
      algorithm: 'GLOVE',
      epochs: 60,
      dimensions: 16,
      window: 5,
      xMax: 10,
      threads: 2,
      phrasePasses: 2,
      phraseThreshold: 10,
      phraseMinCount: 5,
    },
    result: { ref: 'counted@1', lineage: [{ kind: 'TRAINING', reproducible: true }] },
  });
  const series = Object.fromEntries(job.metricSeries.map(({ name, points }) => [name, points]));
  // The weighted square of the logarithms themselves is above 1, before anything is learnt.
  expect(series.train_loss!.at(-1)!.value).toBeLessThan(0.5);
  expect(series.pairs_per_second!.at(-1)!.value).toBeGreaterThan(0);
  await releaseAt(trainings.gateway, 'production', 'counted@1');
  const among = ['taste', 'price', 'team'];
  const at = { deployment: { environment: 'production', model: 'counted' } };
  const { nearestNeighbours } = await trainings.ask<{ nearestNeighbours: { neighbours: { index: number }[] }[] }>(
    NEIGHBOURS,
    {
      input: { target: at, texts: ['bread', 'market'], among, first: 1 },
    },
  );
  expect(nearestNeighbours.map(({ neighbours }) => among[neighbours[0]!.index])).toEqual(['taste', 'price']);
  // Each character is a word, and these two always come together.
  const near = await neighboursInVocabulary(at, '股票');
  expect(near.words).toEqual([{ word: '股_票', source: 'VOCABULARY' }]);
  const [phrase, alone] = await embed(at, 'the 股票', '股');
  expect(phrase!.vector).toHaveLength(16);
  expect(alone).toMatchObject({ code: 'INVALID_INPUT', message: expect.stringContaining('knows none of the words') });
}, 90_000);

test('a test of words that is none fails a training before anything is trained', async () => {
  const job = await finished(await start({ epochs: 1_000 }, { wordTests: [{ datasetVersion: 'broken@1' }] }));
  expect(job.failure).toMatchObject({
    code: 'INVALID_INPUT',
    message: expect.stringContaining('two words and a number'),
  });
  expect(job.metricSeries).toEqual([]);
});

test('what cannot be trained is refused before a job is made', async () => {
  await expect(start({}, { wordTests: [{ datasetVersion: 'pairs@1', split: 'none' }] })).rejects.toThrow(
    'no split "none"',
  );
  await expect(start({}, { settings: { fastText: { minNgram: 4, maxNgram: 3 } } })).rejects.toThrow(
    'maxNgram is 4 to 32.',
  );
  await expect(start({ loss: 'HIERARCHICAL_SOFTMAX', negatives: 5 })).rejects.toThrow(
    'negatives is for the loss NEGATIVE_SAMPLING.',
  );
  await expect(start({ architecture: 'CBOW', sharedNegatives: false })).rejects.toThrow(
    'sharedNegatives is for the architecture SKIP_GRAM',
  );
  await expect(start({ phraseThreshold: 5 })).rejects.toThrow(
    'phraseThreshold is for phrases: give phrasePasses, too.',
  );
  await expect(start({ phrasePasses: 6 })).rejects.toThrow('phrasePasses is 0 to 5.');
  await expect(start({}, { settings: { gloVe: { phrasePasses: 1, phraseThreshold: 0 } } })).rejects.toThrow(
    'phraseThreshold is above 0.',
  );
  await expect(start({ dimensions: 0 })).rejects.toThrow('dimensions is 1 to 1024.');
  await expect(start({}, { settings: { gloVe: { alpha: 2 } } })).rejects.toThrow('alpha is 0 to 1.');
  await expect(start({}, { settings: { gloVe: { xMax: 0 } } })).rejects.toThrow('xMax is above 0.');
  await expect(start(SETTINGS, { model: 'filter' })).rejects.toThrow(
    'This trains models of the task EMBEDDING, and "filter" is for CLASSIFICATION.',
  );
  await expect(start(SETTINGS, { validationSplit: 'validation' })).rejects.toThrow('leave out validationSplit');
});

test('a corpus without two frequent words fails with what to do', async () => {
  const { state, failure } = await finished(await start({ ...SETTINGS, minCount: 1_000_000 }));
  expect(state).toBe('FAILED');
  expect(failure).toMatchObject({
    code: 'INVALID_INPUT',
    message: expect.stringMatching(/two are needed.+lower minCount/),
  });
});

test('texts of words that stand alone fail GloVe with what is missing', async () => {
  const changes = { datasetVersion: 'alone@1', model: 'counted', settings: { gloVe: { minCount: 1 } } };
  expect(await finished(await start({}, changes))).toMatchObject({
    state: 'FAILED',
    failure: {
      code: 'INVALID_INPUT',
      message: expect.stringContaining('No two words of the vocabulary are near one another'),
    },
  });
}, 90_000);
