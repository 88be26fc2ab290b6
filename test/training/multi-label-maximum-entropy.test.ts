import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DatasetFormat } from '../../src/datasets/formats/dataset-format.js';
import { runSluice } from '../cli/run-sluice.js';
import { LABELLED_TEXTS, seedDatasetVersion } from '../support/datasets.js';
import { releaseAt } from '../support/released.js';
import { type Measured, TrainingsForTest, valueOf } from '../support/trainings.js';
import { topicCsv, topicSetLines, topicSets, topicTexts } from './topics.js';

const JOB = `query ($id: ID!) { job(id: $id, waitUpTo: "PT20S") { state failure { code message } adjustments { setting effective reason }
  attempts { end resumedFromCheckpoint } metricSeries { name }
  ... on TrainingJob { settings { ... on MaximumEntropySettings { l2 multiLabel threshold } } result { ref files { path digest } } } } }`;
const VERSION = `query ($ref: Ref!) { modelVersion(ref: $ref) { model { task } signature { labels outputs { name shape } }
  origin { ... on TrainingJob { logs(first: 20) { edges { node { message } } } settings { ... on MaximumEntropySettings { multiLabel threshold } } } }
  evaluations { edges { node { metrics { name value } sections { name } } } } } }`;
const LABELS = `query ($input: PredictInput!) { predict(input: $input) { results {
  ... on MultiLabelClassification { labels { label } scores(first: 10) { label score } } } } }`;

interface Job {
  state: string;
  failure: { code: string; message: string } | null;
  adjustments: { effective: string; reason: string }[];
  attempts: { end: string | null; resumedFromCheckpoint: boolean }[];
  metricSeries: { name: string }[];
  settings: { l2: number };
  result: { ref: string; files: { path: string; digest: string }[] };
}

let trainings: TrainingsForTest;
beforeAll(async () => {
  trainings = await TrainingsForTest.start();
  const { context } = trainings;
  const splits = { column: 'split' };
  const lines = { splits, format: DatasetFormat.JSON_LINES };
  await seedDatasetVersion(context, 'many', topicSetLines(), lines);
  await seedDatasetVersion(context, 'long', topicSetLines(4_000), lines);
  await seedDatasetVersion(context, 'topics', topicCsv(topicTexts(60)), {
    splits,
    columns: LABELLED_TEXTS,
  });
  const everywhere = topicSets(100).map((row) => JSON.stringify({ ...row, labels: ['all'] }));
  await seedDatasetVersion(context, 'alike', everywhere.join('\n'), lines);
  await trainings.createModels({ sets: 'MULTI_LABEL', broken: 'MULTI_LABEL', single: 'CLASSIFICATION' });
  trainings.startWorker();
}, 120_000);
afterAll(() => trainings.stop());

function start(settings: object, changes: object = {}): Promise<string> {
  const maximumEntropy = { multiLabel: true, ...settings };
  return trainings.train({ model: 'sets', datasetVersion: 'many@1', settings: { maximumEntropy }, ...changes });
}

test('texts with several labels, and with none, train a model that gives each of them by itself', async () => {
  const settings = ['multiLabel=true', 'threshold=0.4'].flatMap((setting) => ['--set', setting]);
  const trained = await runSluice(trainings.env, 'train', 'topics', 'many@1', ...settings);
  expect(trained).toMatchObject({ code: 0, stdout: expect.stringContaining('topics@1') });
  const { modelVersion } = await trainings.ask<{
    modelVersion: { evaluations: { edges: { node: Measured & { sections: { name: string }[] } }[] } };
  }>(VERSION, { ref: 'topics@1' });
  expect(modelVersion).toMatchObject({
    model: { task: 'MULTI_LABEL' },
    signature: { labels: ['food', 'money', 'sport'], outputs: [{ name: 'probabilities', shape: [-1, 3] }] },
    origin: {
      settings: { multiLabel: true, threshold: expect.closeTo(0.4) },
      logs: {
        edges: expect.arrayContaining([
          { node: { message: expect.stringMatching(/^\d+ training rows have no label/) } },
        ]),
      },
    },
  });
  const measured = modelVersion.evaluations.edges[0]!.node;
  for (const name of ['ACCURACY', 'F1_MICRO', 'F1_MACRO', 'RECALL_MICRO'])
    expect(valueOf(measured, name)).toBeGreaterThan(0.9);
  expect(measured.sections.map(({ name }) => name).sort()).toEqual(['food', 'money', 'sport']);

  await releaseAt(trainings.gateway, 'production', 'topics@1');
  // Every eighth row has no label; it is among those that were learnt from.
  const rows = [0, 9, 29, 39].map((row) => topicSets()[row]!);
  const target = { deployment: { environment: 'production', model: 'topics' } };
  const input = { target, inputs: { texts: rows.map(({ text }) => text) } };
  const { predict } = await trainings.ask<{
    predict: { results: { labels: { label: string }[]; scores: { label: string; score: number }[] }[] };
  }>(LABELS, { input });
  const given = predict.results.map(({ labels }) => labels.map(({ label }) => label).sort());
  expect(given).toEqual([[], ['sport'], ['food', 'sport'], ['food', 'money', 'sport']]);
  for (const { labels, scores } of predict.results)
    expect(scores.filter(({ score }) => score >= 0.4)).toHaveLength(labels.length);

  const again = await trainings.evaluated('topics@1', 'many@1');
  expect(valueOf(again, 'F1_MICRO')).toBe(valueOf(measured, 'F1_MICRO'));
}, 120_000);

test('L2 is chosen by the log loss of held-out rows, and their F1 can be watched', async () => {
  const job = await trainings.finished<Job>(JOB, await start({}));
  expect(job).toMatchObject({
    state: 'SUCCEEDED',
    adjustments: [{ setting: 'l2', reason: expect.stringMatching(/^Lowest log loss \([\d.]+ nats a label\) of \d+/) }],
    settings: { multiLabel: true, threshold: 0.5 },
  });
  expect(job.settings.l2).toBe(Number(job.adjustments[0]!.effective));
  expect(job.metricSeries.map(({ name }) => name).sort()).toEqual([
    'l2',
    'train_loss',
    'validation_accuracy',
    'validation_f1_macro',
    'validation_f1_micro',
    'validation_loss',
  ]);
}, 60_000);

test('a training whose worker is killed resumes from its checkpoint and makes the very same files', async () => {
  const settings = { characterNgrams: 4, classWeights: 'BALANCED' };
  const request = { model: 'broken', datasetVersion: 'long@1' };
  const { unbroken, resumed } = await trainings.unbrokenAndKilled<Job>(JOB, () => start(settings, request));
  expect(resumed.attempts).toMatchObject([{ end: 'WORKER_LOST' }, { end: 'SUCCEEDED', resumedFromCheckpoint: true }]);
  expect(resumed.result.files).toEqual(unbroken.result.files);
}, 180_000);

test.each([
  [{ multiLabel: false, threshold: 0.5 }, { model: 'single' }, 'threshold is for texts of any number of labels'],
  [{ threshold: 2 }, {}, 'threshold is 0 to 1.'],
  [
    { multiLabel: false },
    {},
    'and "sets" is for MULTI_LABEL. Give multiLabel: true, or train a model of another name.',
  ],
  [{}, { model: 'single' }, 'and "single" is for CLASSIFICATION. Leave out multiLabel'],
] as const)('%j with %j is refused before a job is made', async (settings, changes, message) => {
  await expect(start(settings, changes)).rejects.toThrow(message);
});

test('a label that every row has fails with what is missing', async () => {
  const id = await start({}, { datasetVersion: 'alike@1', evaluationSplit: null });
  expect(await trainings.finished<Job>(JOB, id)).toMatchObject({
    state: 'FAILED',
    failure: { code: 'INVALID_INPUT', message: expect.stringContaining('has all in every row') },
  });
});
