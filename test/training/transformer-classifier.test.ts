import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LABELLED_TEXTS, seedDatasetVersion } from '../support/datasets.js';
import { releaseAt } from '../support/released.js';
import { TrainingsForTest } from '../support/trainings.js';
import { topicCsv, topicTexts } from './topics.js';

const JOB = `query ($id: ID!) { job(id: $id, waitUpTo: "PT20S") { state failure { message } attempts { end resumedFromCheckpoint }
  metricSeries { name points { value } }
  ... on TrainingJob { validationSplit evaluationSplit
    settings { algorithm epochs ... on TransformerClassifierSettings { layers heads hiddenSize lowercase weightDecay } }
    result { ref signature { labels inputs { name } outputs { name shape } } files { path role digest } lineage { kind reproducible }
      evaluations { edges { node { split metrics { name value } } } } } } } }`;
const PREDICT = `query ($input: PredictInput!) { predict(input: $input) { results {
  ... on Classification { label scores { label score } } ... on PredictionFailure { code message } } } }`;
const STUDY = `query ($id: ID!) { job(id: $id, waitUpTo: "PT20S") { state failure { message }
  ... on TuningStudy { result { ref lineage { kind } } } } }`;
const SETTINGS = { layers: 1, heads: 2, hiddenSize: 32, vocabularySize: 300, epochs: 4, learningRate: 0.01 };

interface Job {
  state: string;
  metricSeries: { name: string; points: { value: number }[] }[];
  result: {
    ref: string;
    files: { path: string; digest: string }[];
    evaluations: { edges: { node: { metrics: { name: string; value: number }[] } }[] };
  };
}

let trainings: TrainingsForTest;
beforeAll(async () => {
  trainings = await TrainingsForTest.start();
  await seedDatasetVersion(trainings.context, 'topics', topicCsv(topicTexts(400)), {
    splits: { column: 'split' },
    columns: LABELLED_TEXTS,
  });
  await trainings.createModels({ topic: 'CLASSIFICATION' });
  trainings.startWorker();
}, 120_000);
afterAll(() => trainings.stop());

function start(settings: object = {}): Promise<string> {
  const transformerClassifier = { ...SETTINGS, ...settings };
  return trainings.train({ model: 'topic', datasetVersion: 'topics@1', settings: { transformerClassifier } });
}

test('a transformer classifier is trained, measured, released, and predicts', async () => {
  const job = await trainings.finished<Job>(JOB, await start());
  expect(job).toMatchObject({
    state: 'SUCCEEDED',
    validationSplit: 'validation',
    evaluationSplit: 'test',
    settings: { algorithm: 'TRANSFORMER_CLASSIFIER', epochs: 4, layers: 1, lowercase: true, weightDecay: 0.1 },
    result: {
      signature: {
        labels: ['money', 'sport', 'food'],
        inputs: [{ name: 'input_ids' }, { name: 'attention_mask' }, { name: 'position_ids' }],
        outputs: [{ name: 'logits', shape: [-1, 3] }],
      },
      files: [
        { path: 'model.onnx', role: 'MODEL' },
        { path: 'pipeline.json', role: 'PIPELINE' },
        { path: 'tokenizer.json', role: 'VOCABULARY' },
        { path: 'training.json', role: 'EVIDENCE' },
      ],
      lineage: [{ kind: 'TRAINING', reproducible: true }],
      evaluations: { edges: [{ node: { split: 'test' } }] },
    },
  });
  const series = Object.fromEntries(
    job.metricSeries.map(({ name, points }) => [name, points.map(({ value }) => value)]),
  );
  expect(series.train_loss!.at(-1)).toBeLessThan(0.5 * series.train_loss![0]!);
  expect(series.validation_accuracy).toHaveLength(4);
  expect(series.validation_accuracy!.at(-1)).toBeGreaterThan(0.9);
  const { metrics } = job.result.evaluations.edges[0]!.node;
  expect(metrics.find(({ name }) => name === 'ACCURACY')!.value).toBeGreaterThan(0.9);

  await releaseAt(trainings.gateway, 'production', job.result.ref);
  const target = { deployment: { environment: 'production', model: 'topic' } };
  const texts = ['The GOAL of the match', '银行 股票', ''];
  const { predict } = await trainings.ask<{ predict: { results: { label: string; scores: { score: number }[] }[] } }>(
    PREDICT,
    { input: { target, inputs: { texts } } },
  );
  expect(predict.results.slice(0, 2)).toMatchObject([{ label: 'sport' }, { label: 'money' }]);
  for (const { scores } of predict.results) expect(scores.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 4);
}, 180_000);

test('a transformer classifier whose worker is killed goes on and makes the very same version', async () => {
  const settings = { epochs: 10 };
  const { unbroken, resumed } = await trainings.unbrokenAndKilled<Job>(JOB, () => start(settings));

  expect(resumed).toMatchObject({
    attempts: [{ end: 'WORKER_LOST' }, { end: 'SUCCEEDED', resumedFromCheckpoint: true }],
  });
  expect(resumed.result.files).toEqual(unbroken.result.files);
}, 240_000);

test('a study pauses its trials, and its best becomes a version', async () => {
  const id = await trainings.tune({
    training: { model: 'topic', datasetVersion: 'topics@1', settings: { transformerClassifier: SETTINGS } },
    space: [{ setting: 'hiddenSize', values: { numbers: [16, 32] } }],
    objectives: [{ metric: 'validation_loss', direction: 'MINIMIZE' }],
    asha: { minEpochs: 1, reductionFactor: 3 },
    maxTrials: 2,
  });
  const study = await trainings.finished<{ state: string }>(STUDY, id);

  expect(study).toMatchObject({ state: 'SUCCEEDED', result: { lineage: [{ kind: 'TRAINING' }] } });
}, 180_000);

test('settings that cannot be are refused before anything runs', async () => {
  await expect(start({ vocabularySize: 100 })).rejects.toThrow('vocabularySize is 257 to 50000.');
  await expect(start({ contextLength: 2 })).rejects.toThrow('contextLength is 3 to 4096.');
}, 120_000);
