import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ColumnKind } from '../../src/datasets/columns/column-kind.js';
import { Classifier } from '../../src/evaluation/texts/classifier.js';
import { layOutVersion } from '../../src/evaluation/lay-out-version.js';
import { resolveModelVersion } from '../../src/models/versions/resolve-model-version.js';
import { runSluice } from '../cli/run-sluice.js';
import { seedDatasetVersion } from '../support/datasets.js';
import { TrainingsForTest } from '../support/trainings.js';
import { topicCsv, topicTexts } from './topics.js';

const JOB = `query ($id: ID!) { job(id: $id, waitUpTo: "PT20S") { state failure { message }
  ... on TrainingJob { distillation { teacher { ref } temperature alpha }
    result { ref files { path digest } lineage { summary inputs { ref } } } } } }`;
const LINEAGE = 'query ($ref: Ref!) { modelVersion(ref: $ref) { lineage { inputs { ref } } } }';
const TEACHER = { layers: 1, heads: 2, hiddenSize: 32, vocabularySize: 300, epochs: 1, learningRate: 0.004 };
const STUDENT = { ...TEACHER, hiddenSize: 8, epochs: 8, learningRate: 0.01, dropout: 0 };
const TEXTS = topicTexts(60, 400).map(({ text }) => text);

interface Job {
  state: string;
  failure: { message: string } | null;
  result: { ref: string; files: { path: string; digest: string }[] };
}

let trainings: TrainingsForTest;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-distillation-'));
  trainings = await TrainingsForTest.start();
  const columns = [
    { name: 'label', kind: ColumnKind.LABEL },
    { name: 'text', kind: ColumnKind.TEXT },
  ];
  const csv = topicCsv(topicTexts(400));
  await seedDatasetVersion(trainings.context, 'topics', csv, { splits: { column: 'split' }, columns });
  const others = csv.replaceAll('sport', 'games');
  await seedDatasetVersion(trainings.context, 'others', others, { splits: { column: 'split' }, columns });
  await trainings.createModels({ topic: 'CLASSIFICATION' });
  trainings.startWorker();
}, 120_000);
afterAll(async () => {
  await trainings.stop();
  await rm(folder, { recursive: true });
});

function start(settings: object, distillation?: object, datasetVersion = 'topics@1'): Promise<string> {
  const asked = { model: 'topic', datasetVersion, settings, ...(distillation ? { distillation } : {}) };
  return trainings.train(asked);
}

async function trained(...given: Parameters<typeof start>): Promise<Job> {
  return trainings.finished<Job>(JOB, await start(...given));
}

async function filesOf(ref: string): Promise<string> {
  const { db, blobs, actor } = trainings.context;
  const { id } = await resolveModelVersion(db.manager, actor.projectId, ref);
  return layOutVersion(db.manager, blobs, id, folder);
}

async function probabilitiesOf({ result }: Job): Promise<Float32Array[]> {
  const classifier = await Classifier.open(await filesOf(result.ref));
  const probabilities = await classifier.classify(TEXTS);
  await classifier.close();
  return probabilities;
}

/** KL(teacher ‖ student), the mean of the texts. */
function distance(teacher: readonly Float32Array[], student: readonly Float32Array[]): number {
  const each = teacher.map((expected, row) =>
    expected.reduce((sum, p, label) => sum + p * Math.log(p / student[row]![label]!), 0),
  );
  return each.reduce((a, b) => a + b) / each.length;
}

test('a student comes nearer to the answers of its teacher than one that has the labels alone', async () => {
  const teacher = await trained({ transformerClassifier: TEACHER });
  const { ref } = teacher.result;
  const alone = await trained({ transformerClassifier: STUDENT });
  const distillation = { teacher: ref, temperature: 2, alpha: 0.9 };
  const [taught, again] = [
    await trained({ transformerClassifier: STUDENT }, distillation),
    await trained({ transformerClassifier: STUDENT }, distillation),
  ];

  expect(taught).toMatchObject({
    state: 'SUCCEEDED',
    distillation: { teacher: { ref }, temperature: 2, alpha: 0.9 },
    result: {
      lineage: [{ summary: expect.stringContaining(`taught by ${ref}`), inputs: [{ ref: 'topics@1' }, { ref }] }, {}],
    },
  });
  const answers = await probabilitiesOf(teacher);
  const [near, far] = [await probabilitiesOf(taught), await probabilitiesOf(alone)].map((student) =>
    distance(answers, student),
  );
  expect(near).toBeLessThan(0.5 * far!);
  expect(again.result.files).toEqual(taught.result.files);

  const evidence: unknown = JSON.parse(await readFile(join(await filesOf(taught.result.ref), 'training.json'), 'utf8'));
  const accuracy = expect.arrayContaining([expect.objectContaining({ name: 'ACCURACY' })]);
  expect(evidence).toMatchObject({ distillation: { teacher: ref, teacherMetrics: accuracy }, metrics: accuracy });
}, 300_000);

test('sluice train takes a version to begin from, and a teacher', async () => {
  const common = ['train', 'topic', 'topics@1', '--algorithm', 'transformer-classifier', '--set', 'epochs=1'];
  const taught = await runSluice(
    trainings.env,
    ...common,
    '--from',
    'topic@1',
    '--teacher',
    'topic@2',
    '--alpha',
    '0.3',
  );
  expect(taught).toMatchObject({ code: 0 });
  const { modelVersion } = await trainings.ask<{ modelVersion: object }>(LINEAGE, { ref: 'topic@latest' });
  expect(modelVersion).toMatchObject({
    lineage: [{ inputs: [{ ref: 'topics@1' }, { ref: 'topic@1' }, { ref: 'topic@2' }] }, {}, {}],
  });

  expect(await runSluice(trainings.env, ...common, '--alpha', '0.3')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('give one'),
  });
}, 120_000);

test('a teacher of other labels is refused, and so are shares and temperatures that cannot be', async () => {
  const transformerClassifier = STUDENT;
  const other = await trained({ transformerClassifier }, { teacher: 'topic@1' }, 'others@1');
  expect(other).toMatchObject({
    state: 'FAILED',
    failure: {
      message: expect.stringMatching(/^Teacher and student have the same labels; topic@1 has money, sport, food/),
    },
  });
  await expect(start({ transformerClassifier }, { teacher: 'topic@1', alpha: 0 })).rejects.toThrow('alpha is above 0');
  await expect(start({ transformerClassifier }, { teacher: 'topic@1', temperature: 0 })).rejects.toThrow(
    'temperature is 0.1 to 100.',
  );
  await expect(start({ transformerClassifier }, { teacher: 'topic@99' })).rejects.toThrow(
    'No model version "topic@99"',
  );
}, 120_000);
