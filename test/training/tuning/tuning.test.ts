import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { RequestContext } from '../../../src/access/context.js';
import { DatasetFormat } from '../../../src/datasets/formats/dataset-format.js';
import { ModelFile, ModelFileRole } from '../../../src/models/files/model-file.entity.js';
import { ModelTask } from '../../../src/models/model.entity.js';
import { seedDatasetVersion } from '../../support/datasets.js';
import { eventually } from '../../support/eventually.js';
import { type GatewayForTest, startGatewayForTest } from '../../support/gateway.js';
import { type Program, startProgram } from '../../support/programs.js';
import { adminContext } from '../../support/seed.js';
import {
  ended,
  L2_STUDY,
  lastValue,
  seedModel,
  seedTopics,
  startStudy,
  type Trial,
  trialsOf,
} from '../../support/studies.js';
import { topicTexts } from '../topics.js';

let gateway: GatewayForTest;
let context: RequestContext;
let worker: Program;

beforeAll(async () => {
  gateway = await startGatewayForTest();
  context = await adminContext(gateway);
  await seedTopics(context);
  await seedModel(context, 'topic', ModelTask.CLASSIFICATION);
  await seedModel(context, 'vectors', ModelTask.EMBEDDING);
  await seedDatasetVersion(
    context,
    'pairs',
    'taste\tbread\t9\nmarket\tprice\t8\nteam\tmatch\t9\ntaste\tmarket\t1\nteam\tprice\t1\nteam\tnowhere\t5\n',
    { splits: { fractions: [{ name: 'test', fraction: 1 }] }, format: DatasetFormat.PLAIN_TEXT },
  );
  const tagged = topicTexts(300).map(({ text, label }, row) => ({ text, labels: [label, row % 2 ? 'odd' : 'even'] }));
  const lines = tagged.map((row) => JSON.stringify(row)).join('\n');
  await seedDatasetVersion(context, 'tagged', lines, { format: DatasetFormat.JSON_LINES });
  await seedModel(context, 'tags', ModelTask.MULTI_LABEL);
  worker = startProgram('job-worker.js', [], context.config);
}, 120_000);
afterAll(async () => {
  worker.signal('SIGKILL');
  await worker.exited;
  await gateway.close();
});

async function ask<T>(query: string, variables: Record<string, unknown>): Promise<T> {
  const { data, errors } = await gateway.ask(query, variables);
  if (errors) throw new Error(JSON.stringify([errors[0]!.message, errors[0]!.extensions]));
  return data as T;
}

/** The files of a version, but for what tells of its training. */
async function servedFiles(modelVersionId: string): Promise<{ path: string; digest: string }[]> {
  const files = await context.db.manager.find(ModelFile, { where: { modelVersionId }, order: { path: 'ASC' } });
  return files.filter(({ role }) => role !== ModelFileRole.EVIDENCE).map(({ path, digest }) => ({ path, digest }));
}

const start = (changes: object = {}) => startStudy(ask, { ...L2_STUDY, ...changes });
const loss = (trial: Trial) => lastValue(trial, 'validation_loss');

test('a study tries settings, tells the best so far, and makes the best trial a version whose lineage names it', async () => {
  const id = await start({ sampler: 'RANDOM', maxTrials: 3 });
  const study = await ended(ask, id);
  const trials = await trialsOf(ask, id);
  expect(study).toMatchObject({ state: 'SUCCEEDED', failure: null, progress: { done: 3, total: 3, fraction: 1 } });
  expect(trials.map(({ trial }) => [trial.number, trial.state])).toEqual(
    [1, 2, 3].map((number) => [number, 'COMPLETED']),
  );
  const best = trials.reduce((a, b) => (loss(b) < loss(a) ? b : a));
  expect(study.best!.id).toBe(best.id);
  expect(study.result).toMatchObject({
    ref: 'topic@1',
    origin: { id: best.id },
    lineage: [
      {
        kind: 'TRAINING',
        summary: expect.stringContaining(`as trial ${best.trial.number} of the study ${id}.`),
        inputs: [{ ref: 'topics@1' }],
        subject: { id: best.id },
      },
    ],
  });
  expect(trials.filter(({ result }) => result)).toMatchObject([{ id: best.id, result: { ref: 'topic@1' } }]);
  const curve = study.metricSeries.find(({ name }) => name === 'best_validation_loss')!.points;
  const soFar = trials.map((_, at) => Math.min(...trials.slice(0, at + 1).map(loss)));
  expect(curve.map(({ value }) => value)).toEqual(soFar);
  for (const { trial } of trials) {
    const l2 = Number(trial.parameters.find(({ setting }) => setting === 'l2')!.value);
    expect(l2).toBeGreaterThanOrEqual(1e-6);
    expect(l2).toBeLessThanOrEqual(1);
  }
}, 90_000);

test('trials that share encodings of their texts make the files that a training of its own makes', async () => {
  const space = [
    { setting: 'minCount', values: { numbers: [1, 2, 5] } },
    { setting: 'vocabularySize', values: { numbers: [60, 1_000] } },
  ];
  const settings = { maximumEntropy: { epochs: 30, l2: 1e-3 } };
  const id = await start({ space, sampler: 'RANDOM', maxTrials: 3, training: { ...L2_STUDY.training, settings } });
  const { result } = await ended(ask, id);
  const best = (await trialsOf(ask, id)).find((trial) => trial.result)!;
  const chosen = best.trial.parameters.map(({ setting, value }) => [setting, Number(value)] as const);
  const maximumEntropy = { ...settings.maximumEntropy, ...Object.fromEntries(chosen) };
  const input = {
    ...{ idempotencyKey: randomUUID(), model: 'topic', datasetVersion: 'topics@1' },
    settings: { maximumEntropy },
  };
  const { startTraining } = await ask<{ startTraining: { job: { id: string } } }>(
    'mutation ($input: StartTrainingInput!) { startTraining(input: $input) { job { id } } }',
    { input },
  );
  const own = await eventually('the training', async () => {
    const { job } = await ask<{ job: { result: { id: string } | null } }>(
      'query ($id: ID!) { job(id: $id, waitUpTo: "PT10S") { ... on TrainingJob { result { id } } } }',
      { id: startTraining.job.id },
    );
    return job.result;
  });

  const [files, expected] = [await servedFiles(result!.id), await servedFiles(own.id)];
  expect(files.map(({ path }) => path)).toEqual(['model.onnx', 'pipeline.json', 'vocabulary.tsv']);
  expect(files).toEqual(expected);
}, 90_000);

test.each(['word2vec', 'fastText', 'gloVe'])(
  'settings of %s are searched by what tests of words say, and the best version has their results',
  async (algorithm) => {
    const settings = { [algorithm]: { dimensions: 8, epochs: 5 } };
    const id = await start({
      training: {
        ...{ model: 'vectors', datasetVersion: 'topics@1', settings },
        wordTests: [{ datasetVersion: 'pairs@1' }],
      },
      space: [{ setting: 'minCount', values: { numbers: [2, 30] } }],
      objectives: [{ metric: 'similarity_score', direction: 'MAXIMIZE' }],
      ...{ sampler: 'RANDOM', maxTrials: 2, parallelism: 2 },
    });
    const study = await ended(ask, id);
    expect(study).toMatchObject({ state: 'SUCCEEDED', failure: null, evaluationSplit: null });
    const scores = (await trialsOf(ask, id)).map((trial) => lastValue(trial, 'similarity_score'));
    for (const score of scores) expect(Math.abs(score)).toBeLessThanOrEqual(1);
    const query = `query ($ref: Ref!) { modelVersion(ref: $ref) { evaluations { edges { node { metrics { name value } } } } } }`;
    const { modelVersion } = await ask<{
      modelVersion: { evaluations: { edges: { node: { metrics: { name: string; value: number }[] } }[] } };
    }>(query, { ref: study.result!.ref });
    const { metrics } = modelVersion.evaluations.edges[0]!.node;
    const valueOf = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? 0;
    expect(valueOf('WORD_SIMILARITY') * valueOf('COVERAGE')).toBeCloseTo(Math.max(...scores), 6);
  },
  90_000,
);

test.each([
  { fastTextClassifier: { multiLabel: true, dimensions: 8, buckets: 1_000 } },
  { maximumEntropy: { multiLabel: true, l2: 0.001 } },
])(
  'the threshold of a model that gives any number of labels is searched by the F1 of held-out rows: %j',
  async (settings) => {
    const id = await start({
      training: { model: 'tags', datasetVersion: 'tagged@1', settings },
      space: [{ setting: 'threshold', values: { numbers: [0.4, 1] } }],
      objectives: [{ metric: 'validation_f1_micro', direction: 'MAXIMIZE' }],
      ...{ sampler: 'RANDOM', maxTrials: 4, parallelism: 2 },
    });
    const study = await ended(ask, id);
    expect(study).toMatchObject({ state: 'SUCCEEDED', result: { ref: expect.stringMatching(/^tags@/) } });
    const best = (await trialsOf(ask, id)).find((trial) => trial.id === study.best!.id)!;
    // From a probability of 1 on nothing is given.
    expect(best.trial.parameters).toEqual([{ setting: 'threshold', value: '0.4' }]);
    expect(lastValue(best, 'validation_f1_micro')).toBeGreaterThan(0.5);
  },
  90_000,
);

test('settings of a regression are searched by the share of the variance that it explains on held-out rows', async () => {
  const lines = topicTexts(200).map(({ text, label }) => JSON.stringify({ text, label: label === 'sport' ? 3 : -3 }));
  await seedDatasetVersion(context, 'numbers', lines.join('\n'), { format: DatasetFormat.JSON_LINES });
  await seedModel(context, 'number', ModelTask.REGRESSION);
  const training = { model: 'number', datasetVersion: 'numbers@1', settings: { maximumEntropyRegression: {} } };
  const changes = {
    training,
    space: [{ setting: 'l2', values: { numbers: [0.001, 100] } }],
    objectives: [{ metric: 'validation_r_squared', direction: 'MAXIMIZE' }],
    ...{ sampler: 'RANDOM', maxTrials: 4, parallelism: 2 },
  };
  await expect(start({ ...changes, asha: {} })).rejects.toThrow('cannot pause and go on');
  const id = await start(changes);
  const study = await ended(ask, id);
  expect(study).toMatchObject({ state: 'SUCCEEDED', result: { ref: 'number@1' } });
  const best = (await trialsOf(ask, id)).find((trial) => trial.id === study.best!.id)!;
  expect(best.trial.parameters).toEqual([{ setting: 'l2', value: '0.001' }]);
  expect(lastValue(best, 'validation_r_squared')).toBeGreaterThan(0.5);
}, 90_000);

describe('what cannot go well is refused before a trial begins, by name', () => {
  const inSpace = (setting: string, values: object) => ({ space: [{ setting, values }] });
  const training = (settings: object, changes: object = {}) => ({
    training: { ...L2_STUDY.training, settings, ...changes },
  });
  test.each([
    [inSpace('l3', { range: { from: 1, to: 2 } }), 'l3: there is no such setting'],
    [inSpace('l2', { range: { from: 1, to: 1000 } }), 'l2 1000: l2 is 1e-9 to 100.'],
    [inSpace('l2', { range: { from: 0, to: 1, logarithmic: true } }), 'begins above 0'],
    [inSpace('wordNgrams', { range: { from: 1, to: 9 } }), 'wordNgrams is 0 to 5'],
    [inSpace('wordNgrams', { range: { from: 1, to: 9, step: 5 } }), 'wordNgrams 6: '],
    [inSpace('wordNgrams', { numbers: [1, 1.5] }), 'it is a whole number'],
    [inSpace('classWeights', { choices: ['NONE', 'HALF'] }), '\\"HALF\\" is none of NONE, BALANCED'],
    [inSpace('classWeights', { range: { from: 0, to: 1 } }), 'give its values as choices'],
    [inSpace('hashBuckets', { range: { from: 256, to: 1024 } }), 'A training refuses'],
    [{ space: [] }, '1 to 32 settings'],
    [{ objectives: [{ metric: 'accuracy', direction: 'MAXIMIZE' }] }, 'They report validation_loss'],
    [{ maxTrials: 0 }, 'maxTrials is 1 to 1000'],
    [training({ maximumEntropy: {} }, { evaluationSplit: 'nowhere' }), 'no split \\"nowhere\\"'],
    [training({ maximumEntropy: {} }, { model: 'nobody' }), 'No model \\"nobody\\"'],
    [
      { ...training({ word2vec: {} }, { model: 'vectors' }), ...inSpace('window', { range: { from: 2, to: 5 } }) },
      'compared by tests of words: give wordTests',
    ],
    [
      {
        ...training({ word2vec: {} }, { model: 'vectors', wordTests: [{ datasetVersion: 'pairs@1' }] }),
        ...inSpace('window', { range: { from: 2, to: 5 } }),
      },
      'They report similarity_score, model_bytes.',
    ],
    [
      {
        ...training({ word2vec: {} }, { model: 'vectors', evaluationSplit: 'validation' }),
        ...inSpace('window', { range: { from: 2, to: 5 } }),
      },
      'leave out evaluationSplit',
    ],
    [training({ maximumEntropy: {} }, { wordTests: [{ datasetVersion: 'pairs@1' }] }), 'leave wordTests out'],
    [
      { ...training({ fastTextClassifier: {} }), ...inSpace('multiLabel', { choices: ['true', 'false'] }) },
      'multiLabel',
    ],
    [{ asha: { minEpochs: 30 } }, 'minEpochs is 1 to below the 30 epochs'],
    [{ ...inSpace('epochs', { range: { from: 5, to: 30 } }), asha: {} }, 'take them out of the space'],
    [{ ...inSpace('wordNgrams', { range: { from: 1, to: 2 } }), asha: {} }, 'Without an l2'],
    [
      {
        ...training({ fastTextClassifier: {} }),
        ...inSpace('dimensions', { range: { from: 5, to: 30 } }),
        asha: {},
      },
      'cannot pause and go on',
    ],
  ])('%j', async (changes, sentence) => {
    await expect(start(changes)).rejects.toThrow(sentence);
  });
});

test('a trial of a neural model is judged by its best epoch, where it pauses and at its end', async () => {
  const settings = { layers: 1, heads: 2, hiddenSize: 16, vocabularySize: 300, epochs: 6, learningRate: 0.03 };
  const id = await start({
    training: { model: 'topic', datasetVersion: 'topics@1', settings: { transformerClassifier: settings } },
    space: [{ setting: 'dropout', values: { range: { from: 0, to: 0.5 } } }],
    objectives: [{ metric: 'validation_loss', direction: 'MINIMIZE' }],
    ...{ asha: { minEpochs: 3, reductionFactor: 2 }, sampler: 'RANDOM', maxTrials: 2 },
  });
  expect(await ended(ask, id)).toMatchObject({ state: 'SUCCEEDED' });

  const judged = (await trialsOf(ask, id)).flatMap(({ id: job, trial }) =>
    trial.reports.map((report) => ({ job, report })),
  );
  expect(judged.length).toBeGreaterThan(2);
  for (const { job, report } of judged) {
    const losses = await validationLosses(job);
    const known = losses.slice(0, report.epochs ?? losses.length);
    expect(report.values).toEqual([{ metric: 'validation_loss', value: Math.min(...known) }]);
  }
  const curves = await Promise.all([...new Set(judged.map(({ job }) => job))].map(validationLosses));
  expect(curves.some((losses) => losses.at(-1)! > Math.min(...losses))).toBe(true);
}, 120_000);

async function validationLosses(id: string): Promise<number[]> {
  const query = 'query ($id: ID!) { job(id: $id) { metricSeries { name points { value } } } }';
  const { job } = await ask<{ job: { metricSeries: { name: string; points: { value: number }[] }[] } }>(query, { id });
  return job.metricSeries.find(({ name }) => name === 'validation_loss')!.points.map(({ value }) => value);
}
