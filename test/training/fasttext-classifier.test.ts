import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RequestContext } from '../../src/access/context.js';
import { ColumnKind } from '../../src/datasets/columns/column-kind.js';
import { ByteReader } from '../../src/text/word-vectors/byte-reader.js';
import { readFastTextHeader } from '../../src/text/word-vectors/fasttext/read-header.js';
import { runSluice } from '../cli/run-sluice.js';
import { seedDatasetVersion } from '../support/datasets.js';
import { eventually } from '../support/eventually.js';
import { type GatewayForTest, startGatewayForTest } from '../support/gateway.js';
import { type InferenceWorkersForTest, startInferenceWorkers } from '../support/inference-workers.js';
import { type Program, startProgram } from '../support/programs.js';
import { fastTextAnswers } from '../support/fasttext.js';
import { createEnvironmentAt, releaseAt } from '../support/released.js';
import { adminContext } from '../support/seed.js';
import { topicCsv, topicTexts } from './topics.js';

const JOB = `query ($id: ID!) { job(id: $id, waitUpTo: "PT20S") { state progress { done total unit message } failure { code message }
  attempts { end resumedFromCheckpoint } metricSeries { name points { value } }
  ... on TrainingJob { validationSplit evaluationSplit settings { algorithm epochs ... on FastTextClassifierSettings { dimensions wordNgrams buckets objective negatives cut threads } }
    result { ref signature { labels outputs { name shape } } files { path role } lineage { kind reproducible inputs { ref } }
      evaluations { edges { node { split metrics { name value } } } } } } } }`;
const PREDICT = `query ($input: PredictInput!) { predict(input: $input) { results {
  ... on Classification { label score scores { label score } words { word source } } ... on PredictionFailure { code message } } } }`;
const SETTINGS = { dimensions: 16, buckets: 50_000 };

interface Job {
  state: string;
  progress: { done: number };
  failure: { code: string; message: string } | null;
  attempts: { end: string | null; resumedFromCheckpoint: boolean }[];
  metricSeries: { name: string; points: { value: number }[] }[];
  result: { ref: string; evaluations: { edges: { node: { metrics: { name: string; value: number }[] } }[] } };
}

let gateway: GatewayForTest;
let context: RequestContext;
let inference: InferenceWorkersForTest;
let jobWorker: Program;
const programs: Program[] = [];
beforeAll(async () => {
  inference = await startInferenceWorkers(1);
  gateway = await startGatewayForTest({ env: inference.env });
  context = await adminContext(gateway);
  const columns = [
    { name: 'label', kind: ColumnKind.LABEL },
    { name: 'text', kind: ColumnKind.TEXT },
  ];
  await seedDatasetVersion(context, 'topics', topicCsv(topicTexts(900)), { splits: { column: 'split' }, columns });
  await seedDatasetVersion(context, 'long', topicCsv(topicTexts(3_000, 0, 40)), {
    splits: { column: 'split' },
    columns,
  });
  await seedDatasetVersion(context, 'alike', 'label,text\nx,a\nx,b\n', { columns });
  for (const [name, task] of [
    ['filter', 'CLASSIFICATION'],
    ['words', 'EMBEDDING'],
  ])
    await ask('mutation ($input: CreateModelInput!) { createModel(input: $input) { model { id } } }', {
      input: { name, task },
    });
  await createEnvironmentAt(gateway, 'production');
  startWorker();
}, 120_000);
afterAll(async () => {
  for (const program of programs) program.signal('SIGKILL');
  await Promise.all(programs.map(({ exited }) => exited));
  await gateway.close();
  await inference.stop();
});

function startWorker(): void {
  jobWorker = startProgram('job-worker.js', [], context.config);
  programs.push(jobWorker);
}

async function ask<T>(query: string, variables: Record<string, unknown>): Promise<T> {
  const { data, errors } = await gateway.ask(query, variables);
  if (errors) throw new Error(errors[0]!.message);
  return data as T;
}

async function start(settings: object, changes: object = {}): Promise<string> {
  const input = {
    idempotencyKey: randomUUID(),
    model: 'filter',
    datasetVersion: 'topics@1',
    settings: { fastTextClassifier: settings },
    ...changes,
  };
  const query = 'mutation ($input: StartTrainingInput!) { startTraining(input: $input) { job { id } } }';
  return (await ask<{ startTraining: { job: { id: string } } }>(query, { input })).startTraining.job.id;
}

async function jobOf(id: string): Promise<Job> {
  return (await ask<{ job: Job }>(JOB, { id })).job;
}

function when(id: string, holds: (job: Job) => boolean): Promise<Job> {
  return eventually(
    `what job ${id} comes to`,
    async () => {
      const job = await jobOf(id);
      return holds(job) && job;
    },
    60_000,
  );
}

const isOver = ({ state }: Job) => ['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(state);

test('a classifier is trained from a dataset version, measured, released, and tells topics of texts', async () => {
  const job = await when(await start(SETTINGS), isOver);
  expect(job).toMatchObject({
    state: 'SUCCEEDED',
    validationSplit: null,
    evaluationSplit: 'test',
    settings: {
      ...{ algorithm: 'FASTTEXT_CLASSIFIER', epochs: 25, dimensions: 16, wordNgrams: 2, buckets: 50_000, threads: 1 },
      ...{ objective: 'SOFTMAX', negatives: null, cut: 'WORDS_AND_MARKS' },
    },
    result: {
      ref: 'filter@1',
      signature: { outputs: [{ name: 'probabilities', shape: [-1, 3] }] },
      files: [
        { path: 'model.onnx', role: 'MODEL' },
        { path: 'ngrams.bin', role: 'VOCABULARY' },
        { path: 'pipeline.json', role: 'PIPELINE' },
        { path: 'training.json', role: 'EVIDENCE' },
        { path: 'vectors.bin', role: 'WEIGHTS' },
        { path: 'vocabulary.txt', role: 'VOCABULARY' },
        { path: 'word-counts.bin', role: 'EVIDENCE' },
      ],
      lineage: [{ kind: 'TRAINING', reproducible: true, inputs: [{ ref: 'topics@1' }] }],
      evaluations: { edges: [{ node: { split: 'test' } }] },
    },
  });
  const series = Object.fromEntries(job.metricSeries.map(({ name, points }) => [name, points]));
  expect(series.train_loss!.at(-1)!.value).toBeLessThan(1);
  expect(series.words_per_second!.at(-1)!.value).toBeGreaterThan(0);
  const metrics = job.result.evaluations.edges[0]!.node.metrics;
  expect(metrics.find(({ name }) => name === 'ACCURACY')!.value).toBeGreaterThan(0.9);

  await releaseAt(gateway, 'production', 'filter@1');
  const target = { deployment: { environment: 'production', model: 'filter' } };
  const { predict } = await ask<{
    predict: { results: { label: string; scores: { score: number }[]; words: object[] }[] };
  }>(PREDICT, {
    input: { target, inputs: { texts: ['The coach, the TEAM: a goal!', '面条很好吃', '', 'The xyzzyq'] } },
  });
  expect(predict.results.map(({ label }) => label).slice(0, 2)).toEqual(['sport', 'food']);
  for (const { scores } of predict.results) expect(scores.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 5);
  expect(predict.results.at(-1)!.words).toEqual([
    { word: 'the', source: 'VOCABULARY' },
    { word: 'xyzzyq', source: 'UNKNOWN' },
  ]);
});

/** Labels and scores of texts, each text's by label. */
async function scoresOf(model: string, texts: readonly string[]): Promise<Map<string, number>[]> {
  await releaseAt(gateway, 'production', `${model}@1`);
  const target = { deployment: { environment: 'production', model } };
  const { predict } = await ask<{ predict: { results: { scores: { label: string; score: number }[] }[] } }>(PREDICT, {
    input: { target, inputs: { texts } },
  });
  return predict.results.map(({ scores }) => new Map(scores.map(({ label, score }) => [label, score])));
}

test('the command line trains one with the settings that it is given, and saves it with the counts of its words as fastText has them', async () => {
  const env = { SLUICE_URL: gateway.url, SLUICE_TOKEN: gateway.token };
  const settings = ['dimensions=8', 'epochs=5', 'objective=HIERARCHICAL_SOFTMAX', 'cut=WHITE_SPACE', 'wordNgrams=1'];
  const sets = settings.flatMap((setting) => ['--set', setting]);
  const trained = await runSluice(env, 'train', 'by-hand', 'topics@1', '--algorithm', 'fasttext-classifier', ...sets);
  expect(trained).toMatchObject({ code: 0, stdout: expect.stringContaining('by-hand@1') });

  const folder = await mkdtemp(join(tmpdir(), 'sluice-classifier-'));
  const path = join(folder, 'by-hand.bin');
  await runSluice(env, 'model', 'export', 'by-hand@1', '--format', 'fasttext', '--out', path);
  const reader = await ByteReader.open(path);
  const { words, wordCounts } = await readFastTextHeader(reader);
  reader.close();
  const trainedOn = topicTexts(900).filter((_, row) => row % 10 < 8);
  const times = (word: string) => trainedOn.flatMap(({ text }) => text.split(' ')).filter((other) => other === word);
  expect(wordCounts[words.indexOf('</s>')]).toBe(trainedOn.length);
  const rarest = words.at(-1)!;
  expect(wordCounts.at(-1)).toBe(times(rarest).length);

  const texts = ['the coach goal', '面条 好吃', 'nothing known', 'bank bank price'];
  const served = await scoresOf('by-hand', texts);
  const answers = fastTextAnswers(path, texts);
  answers?.forEach((scores, at) => {
    for (const [label, score] of scores) expect(Math.abs(score - served[at]!.get(label)!)).toBeLessThan(1e-4);
  });
  await rm(folder, { recursive: true });
}, 120_000);

test('a training whose worker dies goes on from its last checkpoint', async () => {
  const id = await start({ epochs: 1_000, dimensions: 1_024 }, { datasetVersion: 'long@1', evaluationSplit: null });
  await when(id, ({ progress }) => progress.done > 0);
  await eventually(
    'a checkpoint',
    async () => {
      const query = 'SELECT checkpoint_digest AS digest FROM job WHERE id = $1';
      const [row] = await context.db.query<{ digest: string | null }[]>(query, [id]);
      return row!.digest;
    },
    60_000,
  );
  jobWorker.signal('SIGKILL');
  await jobWorker.exited;
  startWorker();
  await when(id, ({ attempts }) => attempts.at(-1)!.resumedFromCheckpoint);
  await ask('mutation ($input: JobInput!) { cancelJob(input: $input) { __typename } }', {
    input: { idempotencyKey: randomUUID(), id },
  });
  expect((await when(id, isOver)).state).toBe('CANCELLED');
}, 180_000);

test.each([
  [{ dimensions: 0 }, {}, 'dimensions is 1 to 1024.'],
  [{ learningRate: 0 }, {}, 'learningRate is above 0'],
  [{ maxNgram: 4 }, {}, 'minNgram is 1 to 4.'],
  [{ negatives: 5 }, {}, 'leave out negatives'],
  [{ buckets: 0 }, {}, 'buckets is 1 to'],
  [{}, { wordTests: [{ datasetVersion: 'topics@1' }] }, 'Tests of words measure word vectors'],
  [{}, { model: 'words' }, 'This trains models of the task CLASSIFICATION, and "words" is for EMBEDDING.'],
  [{}, { validationSplit: 'validation' }, 'leave out validationSplit'],
] as const)('%p with %p is refused before a job is made', async (settings, changes, message) => {
  await expect(start(settings, changes)).rejects.toThrow(message);
});

test('rows of one label fail with what is missing', async () => {
  const id = await start(SETTINGS, { datasetVersion: 'alike@1', evaluationSplit: null });
  expect(await when(id, isOver)).toMatchObject({
    state: 'FAILED',
    failure: { code: 'INVALID_INPUT', message: expect.stringContaining('at least two labels') },
  });
});
