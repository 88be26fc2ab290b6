import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ColumnKind } from '../../src/datasets/columns/column-kind.js';
import { DatasetFormat } from '../../src/datasets/formats/dataset-format.js';
import { resolveDatasetVersion } from '../../src/datasets/versions/resolve-dataset-version.js';
import { openDatasetReader } from '../../src/datasets/rows/dataset-reader.js';
import { layOutVersion } from '../../src/evaluation/lay-out-version.js';
import { Classifier } from '../../src/evaluation/texts/classifier.js';
import { Regressor } from '../../src/evaluation/texts/regressor.js';
import type { JobReport } from '../../src/jobs/job-context.js';
import { Model } from '../../src/models/model.entity.js';
import { resolveModelVersion } from '../../src/models/versions/resolve-model-version.js';
import { Teacher } from '../../src/training/distillation/teacher.js';
import type { TrainingContext } from '../../src/training/training-context.js';
import { seedDatasetVersion } from '../support/datasets.js';
import { seedVersion } from '../support/seed.js';
import { ended, startStudy, trialsOf } from '../support/studies.js';
import { TrainingsForTest } from '../support/trainings.js';
import { topicCsv, topicSetLines, topicSets, topicTexts } from './topics.js';

const JOB = `query ($id: ID!) { job(id: $id, waitUpTo: "PT20S") { state failure { message }
  attempts { end resumedFromCheckpoint } logs(last: 20) { edges { node { message } } }
  ... on TrainingJob { distillation { teacher { ref } temperature alpha }
    result { ref files { path digest } lineage { summary inputs { ref } } } } } }`;
const TEXTS = topicTexts(60, 400).map(({ text }) => text);
const SETS = topicSets(900)
  .slice(840)
  .map(({ text }) => text);

interface Job {
  state: string;
  logs: { edges: { node: { message: string } }[] };
  result: { ref: string; files: { path: string; digest: string }[] };
}

let trainings: TrainingsForTest;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-linear-distillation-'));
  trainings = await TrainingsForTest.start();
  const { context } = trainings;
  const splits = { column: 'split' };
  const columns = [
    { name: 'label', kind: ColumnKind.LABEL },
    { name: 'text', kind: ColumnKind.TEXT },
  ];
  await seedDatasetVersion(context, 'topics', topicCsv(topicTexts(400)), { splits, columns });
  await seedDatasetVersion(context, 'long', topicCsv(topicTexts(1_000, 0, 40)), { splits, columns });
  const twoLabels = topicTexts(400).map(({ text, label }) => ({ text, label: label === 'food' ? 'money' : label }));
  await seedDatasetVersion(context, 'fewer', topicCsv(twoLabels), { splits, columns });
  await seedDatasetVersion(context, 'sets', topicSetLines(), { splits, format: DatasetFormat.JSON_LINES });
  const lengths = topicTexts(400).map(({ text }) => ({ text, label: String(text.length) }));
  await seedDatasetVersion(context, 'lengths', topicCsv(lengths), { splits, columns });
  await trainings.createModels({
    topic: 'CLASSIFICATION',
    set: 'MULTI_LABEL',
    length: 'REGRESSION',
    word: 'EMBEDDING',
  });
  trainings.startWorker();
}, 120_000);
afterAll(async () => {
  await trainings.stop();
  await rm(folder, { recursive: true });
});

const ask = <T>(query: string, variables: Record<string, unknown>) => trainings.ask<T>(query, variables);

/** What a student is compared on: its model, its rows, and texts that both answer. */
const KINDS = {
  topic: { datasetVersion: 'topics@1', texts: TEXTS },
  set: { datasetVersion: 'sets@1', texts: SETS },
  length: { datasetVersion: 'lengths@1', texts: TEXTS },
};
type Kind = keyof typeof KINDS;

function start(model: string, settings: object, more: object = {}): Promise<string> {
  const datasetVersion = model in KINDS ? KINDS[model as Kind].datasetVersion : 'topics@1';
  return trainings.train({ model, datasetVersion, settings, ...more });
}

async function trained(...given: Parameters<typeof start>): Promise<Job> {
  return trainings.finished<Job>(JOB, await start(...given));
}

const teachers = new Map<string, Promise<Job>>();

/** A version that teaches; what several tests learn from is trained once. */
function teacherOf(...given: Parameters<typeof start>): Promise<Job> {
  const key = JSON.stringify(given);
  const teacher = teachers.get(key) ?? trained(...given);
  teachers.set(key, teacher);
  return teacher;
}

async function filesOf({ result }: Job): Promise<string> {
  const { db, blobs, actor } = trainings.context;
  const { id } = await resolveModelVersion(db.manager, actor.projectId, result.ref);
  return layOutVersion(db.manager, blobs, id, folder);
}

/** All that a version says of the texts, one number after the other. */
async function answersOf(kind: Kind, job: Job): Promise<number[]> {
  const files = await filesOf(job);
  const { texts } = KINDS[kind];
  if (kind === 'length') {
    const regressor = await Regressor.open(files);
    const numbers = await regressor.answer(texts);
    await regressor.close();
    return [...numbers];
  }
  const classifier = await Classifier.open(files);
  const probabilities = await classifier.classify(texts);
  const order = [...classifier.labels].sort().map((label) => classifier.labels.indexOf(label));
  await classifier.close();
  return probabilities.flatMap((row) => order.map((label) => row[label]!));
}

async function distance(kind: Kind, a: Job, b: Job): Promise<number> {
  const [left, right] = [await answersOf(kind, a), await answersOf(kind, b)];
  return left.reduce((sum, value, at) => sum + Math.abs(value - right[at]!), 0) / left.length;
}

const FEW = { hashBuckets: 256, wordNgrams: 1, l2: 0.0003 };
/** Unsure, so that its answers are not the labels. */
const BAG = { dimensions: 8, wordNgrams: 1, epochs: 2, learningRate: 0.2 };
const STUDENT_BAG = { dimensions: 8, wordNgrams: 1, epochs: 10 };
const LINEAR = { maximumEntropy: { l2: 0.01 } };
const NUMBERS = { maximumEntropyRegression: { l2: 1 } };
const FEWER = { datasetVersion: 'fewer@1' };
test.each([
  ['topic', { fastTextClassifier: BAG }, { maximumEntropy: FEW }, { temperature: 2, alpha: 0.9 }],
  [
    'set',
    { fastTextClassifier: { ...BAG, multiLabel: true } },
    { maximumEntropy: { ...FEW, multiLabel: true } },
    { temperature: 2, alpha: 0.9 },
  ],
  ['topic', LINEAR, { fastTextClassifier: STUDENT_BAG }, { temperature: 2, alpha: 0.9 }],
  [
    'set',
    { maximumEntropy: { l2: 0.01, multiLabel: true } },
    { fastTextClassifier: { ...STUDENT_BAG, multiLabel: true } },
    { temperature: 2, alpha: 0.9 },
  ],
  ['length', NUMBERS, { maximumEntropyRegression: FEW }, { alpha: 0.9 }],
] as const)(
  'a student comes nearer to the answers of its teacher than one that has its rows alone: %s, %j teaches %j with %j',
  async (kind, teaching, settings, shares) => {
    const teacher = await teacherOf(kind, teaching);
    const { ref } = teacher.result;
    const alone = await trained(kind, settings);
    const taught = await trained(kind, settings, { distillation: { teacher: ref, ...shares } });

    expect(taught).toMatchObject({
      state: 'SUCCEEDED',
      distillation: { teacher: { ref }, temperature: 'temperature' in shares ? shares.temperature : 1 },
      result: {
        lineage: [
          {
            summary: expect.stringContaining(`taught by ${ref}, on `),
            inputs: [{ ref: KINDS[kind].datasetVersion }, { ref }],
          },
          {},
        ],
      },
    });
    expect(await distance(kind, teacher, taught)).toBeLessThan(0.9 * (await distance(kind, teacher, alone)));
    const evidence: unknown = JSON.parse(await readFile(join(await filesOf(taught), 'training.json'), 'utf8'));
    const compared = expect.arrayContaining([
      expect.objectContaining({ name: kind === 'length' ? 'ROOT_MEAN_SQUARED_ERROR' : 'ACCURACY' }),
    ]);
    expect(evidence).toMatchObject({ distillation: { teacher: ref, teacherMetrics: compared }, metrics: compared });
    expect(taught.logs.edges.map(({ node }) => node.message)).toContainEqual(
      expect.stringContaining(`On "test" the teacher ${ref} has the `),
    );
  },
  120_000,
);

test('a student of rows with fewer labels has those of its teacher, and one of rows with others fails', async () => {
  const { ref } = (await teacherOf('topic', LINEAR)).result;
  const fewer = await trained('topic', LINEAR, { ...FEWER, distillation: { teacher: ref } });
  const classifier = await Classifier.open(await filesOf(fewer));
  expect(classifier.labels).toEqual(['food', 'money', 'sport']);
  await classifier.close();
  const two = await teacherOf('topic', LINEAR, FEWER);
  const other = await trained('topic', LINEAR, { distillation: { teacher: two.result.ref } });
  expect(other).toMatchObject({
    state: 'FAILED',
    failure: {
      message: expect.stringContaining(`${two.result.ref} has money, sport, and the student food, money, sport.`),
    },
  });
}, 120_000);

test('a student whose worker is killed asks its teacher again and makes the very same version', async () => {
  const teacher = await teacherOf('topic', LINEAR);
  const more = { datasetVersion: 'long@1', distillation: { teacher: teacher.result.ref } };
  const settings = { maximumEntropy: { characterNgrams: 4 } };
  const { unbroken, resumed } = await trainings.unbrokenAndKilled<Job>(JOB, () => start('topic', settings, more));
  expect(resumed).toMatchObject({
    attempts: [{ end: 'WORKER_LOST' }, { end: 'SUCCEEDED', resumedFromCheckpoint: true }],
  });
  expect(resumed.result.files).toEqual(unbroken.result.files);
}, 240_000);

test('the job counts the rows while its teacher answers them, which may be asked and measured again', async () => {
  const { result } = await teacherOf('topic', { fastTextClassifier: BAG });
  const { db, blobs, actor } = trainings.context;
  const { id } = await resolveModelVersion(db.manager, actor.projectId, result.ref);
  const { id: datasetVersionId } = await resolveDatasetVersion(db.manager, actor.projectId, 'topics@1');
  const reports: JobReport[] = [];
  const context = {
    ...{ db, blobs, folder, trial: null, signal: new AbortController().signal },
    log: () => undefined,
    report: (report: JobReport) => Promise.resolve(void reports.push(report)),
  } as unknown as TrainingContext;
  const reader = await openDatasetReader(db.manager, blobs, datasetVersionId);
  const teacher = (await Teacher.open(context, { teacher: { id, ref: result.ref }, temperature: 2, alpha: 0.5 }))!;
  const [first, again] = [
    await teacher.answersOf(context, reader, 'train', teacher.labels),
    await teacher.answersOf(context, reader, 'train', teacher.labels),
  ];
  const total = reader.rowCount('train');
  expect(again.answers).toEqual(first.answers);
  expect(await teacher.compared(context, reader, 'test', null)).toMatchObject({ teacherMetrics: expect.any(Array) });
  const half = reports.slice(0, reports.length / 2);
  expect(half[0]).toMatchObject({ done: 0, total, unit: 'rows', message: expect.stringContaining(result.ref) });
  expect(half.length).toBeGreaterThan(2);
  expect(half.map(({ done }) => done)).toEqual(half.map((_, run) => Math.min(run * 64, total)));
  expect(reports.at(-1)).toMatchObject({ done: total });
});

test('trials of a study learn from a teacher, whose temperature is searched; numbers have none', async () => {
  const search = (model: Kind, settings: object, teacher: string) =>
    startStudy(ask, {
      training: { model, datasetVersion: KINDS[model].datasetVersion, settings, distillation: { teacher } },
      space: [{ setting: 'temperature', values: { range: { from: 1.5, to: 4 } } }],
      objectives: [{ metric: 'validation_loss', direction: 'MINIMIZE' }],
      ...{ sampler: 'RANDOM', maxTrials: 2 },
    });
  const teacher = await teacherOf('topic', { fastTextClassifier: BAG });
  const id = await search('topic', { maximumEntropy: FEW }, teacher.result.ref);
  expect(await ended(ask, id)).toMatchObject({ state: 'SUCCEEDED' });
  for (const { id: job, trial } of await trialsOf(ask, id)) {
    const temperature = Number(trial.parameters[0]!.value);
    const { distillation } = await trainings.finished<Job & { distillation: object }>(JOB, job);
    expect(distillation).toEqual({ teacher: { ref: teacher.result.ref }, temperature, alpha: 0.5 });
  }
  const numbers = await teacherOf('length', NUMBERS);
  await expect(search('length', { maximumEntropyRegression: FEW }, numbers.result.ref)).rejects.toThrow(
    'A regression answers with numbers, which have no temperature',
  );
}, 120_000);

test.each([
  ['maximum entropy', { maximumEntropy: FEW }],
  ['a fastText classifier', { fastTextClassifier: STUDENT_BAG }],
])(
  'a study whose teacher lacks a label of the rows ends after three trials, and says so: %s',
  async (_, settings) => {
    const teacher = await teacherOf('topic', LINEAR, FEWER);
    const id = await startStudy(ask, {
      training: { model: 'topic', datasetVersion: 'topics@1', settings, distillation: { teacher: teacher.result.ref } },
      space: [{ setting: 'temperature', values: { range: { from: 1.5, to: 4 } } }],
      objectives: [{ metric: 'validation_accuracy', direction: 'MAXIMIZE' }],
      ...{ sampler: 'RANDOM', maxTrials: 6 },
    });
    expect(await ended(ask, id)).toMatchObject({
      state: 'FAILED',
      failure: { message: expect.stringContaining(`${teacher.result.ref} has money, sport, and the student `) },
    });
    expect(await trialsOf(ask, id)).toHaveLength(3);
  },
  120_000,
);

test('teachers of another task, temperatures of numbers and trainings without answers are refused', async () => {
  const [one, numbers] = [await teacherOf('topic', LINEAR), await teacherOf('length', NUMBERS)].map(({ result }) => ({
    distillation: { teacher: result.ref },
  }));
  await expect(start('set', { maximumEntropy: { multiLabel: true } }, one)).rejects.toThrow(
    `is for CLASSIFICATION: what teaches a model of the task MULTI_LABEL is of that task.`,
  );
  await expect(start('length', { maximumEntropyRegression: {} }, one)).rejects.toThrow(
    `what teaches a model of the task REGRESSION is of that task.`,
  );
  const warm = { distillation: { ...numbers!.distillation, temperature: 2 } };
  await expect(start('length', { maximumEntropyRegression: {} }, warm)).rejects.toThrow(
    'A regression answers with numbers, which have no temperature: leave out temperature.',
  );
  await expect(start('topic', { fastTextClassifier: { objective: 'HIERARCHICAL_SOFTMAX' } }, one)).rejects.toThrow(
    'A teacher answers for all labels together, which the objective HIERARCHICAL_SOFTMAX does not learn: choose SOFTMAX',
  );
  await expect(start('word', { word2vec: {} }, one)).rejects.toThrow('Trainings by WORD2VEC take no teacher');
}, 120_000);

test.each([
  ['topic', 'CLASSIFICATION', { maximumEntropy: {} }],
  ['set', 'MULTI_LABEL', { maximumEntropy: { multiLabel: true } }],
  ['length', 'REGRESSION', { maximumEntropyRegression: {} }],
] as const)(
  'a teacher that does not answer texts is refused before a job or a study is made: %s',
  async (kind, task, settings) => {
    const name = `tensors-of-${kind}`;
    await trainings.createModels({ [name]: task });
    const { context } = trainings;
    await seedVersion(context, await context.db.manager.findOneByOrFail(Model, { name }));
    const distillation = { teacher: `${name}@1` };
    const training = { model: kind, datasetVersion: KINDS[kind].datasetVersion, settings, distillation };
    const study = {
      ...{ training, space: [{ setting: 'l2', values: { range: { from: 1e-5, to: 1, logarithmic: true } } }] },
      objectives: [{ metric: 'validation_loss', direction: 'MINIMIZE' }],
    };
    const message = `${name}@1 does not answer texts: it has no pipeline.json. What teaches a model of the task ${task} answers the texts of the rows: choose such a version`;
    await expect(trainings.train(training)).rejects.toThrow(message);
    await expect(trainings.tune(study)).rejects.toThrow(message);
  },
);
