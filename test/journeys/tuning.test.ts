import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { SluiceClient } from '../../src/client/index.js';
import { createTestDatabase, queryOnce, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { Installation, type RoleProcess } from '../support/installation.js';
import { createModel, finishedJob, startImport } from '../support/lifecycle.js';
import { type Ask, ended, startStudy, type Trial, trialsOf } from '../support/studies.js';
import { topicCsv, topicTexts } from '../training/topics.js';

const TRAIN = 'mutation ($input: StartTrainingInput!) { startTraining(input: $input) { job { id } } }';
const TRAINED = `query ($id: ID!) { job(id: $id, waitUpTo: "PT30S") {
  state metricSeries(names: ["train_loss", "validation_loss"], maxPoints: 5000) { name points { step value } }
  ... on TrainingJob { result { files { path digest } } }
} }`;
interface Trained {
  state: string;
  metricSeries: { name: string; points: { step: number; value: number }[] }[];
  result: { files: { path: string; digest: string }[] };
}

let database: TestDatabase;
let installation: Installation;
let gateway: RoleProcess;
let client: SluiceClient;

beforeAll(async () => {
  database = await createTestDatabase('empty');
  installation = await Installation.create(database.url, 0);
  [gateway] = await Promise.all([installation.gateway(), installation.jobWorker()]);
  client = installation.client(gateway);
  await createModel(client, 'topic', 'CLASSIFICATION');
  await createModel(client, 'poet', 'LANGUAGE_MODEL');
  const imported = await finishedJob(client, await startImport(client, 'topics', topicCsv(topicTexts(400, 0, 9))));
  expect(imported).toMatchObject({ state: 'SUCCEEDED' });
}, 120_000);
afterAll(async () => {
  await installation.close();
  await database.drop();
}, 120_000);

const ask: Ask = (query, variables) => client.request({ toString: () => query }, variables);

const CLASSIFIER_STUDY = {
  training: { model: 'topic', datasetVersion: 'topics@1', settings: { maximumEntropy: { epochs: 12, minCount: 1 } } },
  space: [{ setting: 'l2', values: { range: { from: 1e-7, to: 1e-3, logarithmic: true } } }],
  objectives: [{ metric: 'validation_loss', direction: 'MINIMIZE' }],
  sampler: 'RANDOM',
  asha: { minEpochs: 2, reductionFactor: 2 },
};
const WRITER_STUDY = {
  training: {
    model: 'poet',
    datasetVersion: 'topics@1',
    settings: {
      recurrentLanguageModel: {
        ...{ level: 'CHARACTER', hiddenSize: 16, epochs: 4, batchSize: 4, sequenceLength: 24, schedule: 'COSINE' },
      },
    },
  },
  space: [{ setting: 'learningRate', values: { range: { from: 1e-3, to: 1e-1, logarithmic: true } } }],
  objectives: [{ metric: 'validation_loss', direction: 'MINIMIZE' }],
  sampler: 'RANDOM',
  asha: { minEpochs: 1, reductionFactor: 2 },
};

async function trainedAs(study: typeof CLASSIFIER_STUDY | typeof WRITER_STUDY, best: Trial) {
  const { parameters } = best.trial;
  const [field, settings] = Object.entries<object>(study.training.settings)[0]!;
  const chosen = Object.fromEntries(parameters.map(({ setting, value }) => [setting, Number(value)]));
  const input = {
    ...{ idempotencyKey: randomUUID(), model: study.training.model, datasetVersion: 'topics@1', evaluationSplit: null },
    ...{ settings: { [field]: { ...settings, ...chosen } } },
  };
  const { startTraining } = await ask<{ startTraining: { job: { id: string } } }>(TRAIN, { input });
  const id = startTraining.job.id;
  return eventually(
    'the end of a training',
    async () => {
      const { job } = await ask<{ job: Trained }>(TRAINED, { id });
      return job.state === 'SUCCEEDED' && job;
    },
    60_000,
  );
}

const curve = ({ metricSeries }: Trained, name: string) => metricSeries.find((series) => series.name === name)!.points;
const modelOf = ({ result }: Trained) => result.files.find(({ path }) => path === 'model.onnx')!.digest;

test.each([
  ['a maximum-entropy classifier', CLASSIFIER_STUDY, 'train_loss'],
  ['a recurrent language model', WRITER_STUDY, 'validation_loss'],
] as const)(
  '%s that paused and was promoted has the curve and the model of a training without a break',
  async (_, input, name) => {
    const id = await startStudy(ask, { ...input, maxTrials: 2 });
    const study = await ended(ask, id);
    expect(study).toMatchObject({ state: 'SUCCEEDED', failure: null });
    const trials = await trialsOf(ask, id);
    const best = trials.find((trial) => trial.id === study.best!.id)!;
    expect(best.attempts.filter(({ end }) => end === 'PAUSED').length).toBeGreaterThanOrEqual(2);
    const paused = (await ask<{ job: Trained }>(TRAINED, { id: best.id })).job;
    const unbroken = await trainedAs(input, best);
    expect(curve(paused, name)).toEqual(curve(unbroken, name));
    expect(modelOf(paused)).toBe(modelOf(unbroken));
  },
  180_000,
);

test('kill -9 of workers and of the gateway in the middle of a study loses no trial and doubles none', async () => {
  let worker = await installation.jobWorker();
  const id = await startStudy(ask, { ...CLASSIFIER_STUDY, maxTrials: 6, parallelism: 2, seed: 5 });
  for (const begun of [3, 5]) {
    await eventually(`trial ${begun}`, () => hasBegun(id, begun), 90_000);
    await worker.kill();
    worker = await installation.jobWorker();
  }
  await gateway.kill();
  gateway = await installation.gateway();
  client = installation.client(gateway);
  const study = await ended(ask, id, 180_000);
  const trials = await trialsOf(ask, id);
  expect(study).toMatchObject({ state: 'SUCCEEDED', failure: null });
  expect(trials.map(({ trial }) => trial.number)).toEqual([1, 2, 3, 4, 5, 6]);
  for (const { trial } of trials) expect(['COMPLETED', 'STOPPED']).toContain(trial.state);
  const reached = (rung: number) => trials.filter(({ trial }) => trial.reports.length >= rung).length;
  expect([reached(1), reached(2) >= 3, reached(3) >= 1]).toEqual([6, true, true]);
  expect(study.result!.origin.id).toBe(study.best!.id);
}, 400_000);

async function hasBegun(studyId: string, count: number): Promise<boolean> {
  const [found] = await queryOnce<{ count: string }>(
    database.url,
    'SELECT count(*) FROM tuning_trial WHERE study_id = $1',
    [studyId],
  );
  return Number(found!.count) >= count;
}

test('cancelling a study stops the trials that run within two seconds', async () => {
  const settings = { maximumEntropy: { epochs: 10_000, minCount: 1, characterNgrams: 8 } };
  const input = { ...CLASSIFIER_STUDY, training: { ...CLASSIFIER_STUDY.training, settings }, asha: null };
  const id = await startStudy(ask, { ...input, maxTrials: 4, parallelism: 2 });
  await eventually(
    'a trial that runs',
    async () => (await trialsOf(ask, id)).some(({ state }) => state === 'RUNNING'),
    60_000,
  );
  await ask('mutation ($input: JobInput!) { cancelJob(input: $input) { __typename } }', {
    input: { idempotencyKey: randomUUID(), id },
  });
  const states = await eventually('the end of all trials', async () => {
    const found = (await trialsOf(ask, id)).map(({ state }) => state);
    return !found.includes('RUNNING') && found;
  });
  expect(states.every((state) => state === 'CANCELLED' || state === 'SUCCEEDED')).toBe(true);
  expect(states).toContain('CANCELLED');
}, 120_000);
