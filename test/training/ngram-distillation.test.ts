import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TuningEncoding } from '../../src/training/tuning/encodings/tuning-encoding.entity.js';
import { runSluice } from '../cli/run-sluice.js';
import { seedDatasetVersion } from '../support/datasets.js';
import { ended, startStudy, trialsOf } from '../support/studies.js';
import { TrainingsForTest } from '../support/trainings.js';

const JOB = `query ($id: ID!) { job(id: $id, waitUpTo: "PT20S") { state failure { message } attempts { end resumedFromCheckpoint }
  progress { message unit } logs(last: 100) { edges { node { message } } }
  ... on TrainingJob { tokenizerFrom { ref } distillation { teacher { ref } temperature alpha }
    settings { ... on MaximumEntropyLanguageModelSettings { level vocabularySize } }
    result { ref files { path digest } lineage { summary inputs { ref } } } } } }`;
const LINES = ['the cat sat on the mat.', 'a dog ran to the cat!', 'a cat saw the dog run.'];
const COMMON = { level: 'CHARACTER', hiddenSize: 32, dropout: 0, batchSize: 4, learningRate: 0.02 };
const RECURRENT = { recurrentLanguageModel: { ...COMMON, cell: 'GRU', sequenceLength: 24, epochs: 30 } };
const TRANSFORMER = { transformerLanguageModel: { ...COMMON, layers: 1, heads: 2, contextLength: 24, epochs: 15 } };
const STUDENT = { maximumEntropyLanguageModel: { order: 4 } };

interface Job {
  state: string;
  progress: { message: string | null; unit: string };
  logs: { edges: { node: { message: string } }[] };
  settings: { level: string; vocabularySize: number };
  result: { ref: string; files: { path: string; digest: string }[] };
}
interface Evidence {
  quality: { perplexity: number };
  distillation: { teacherQuality: { perplexity: number } };
}

let trainings: TrainingsForTest;
let recurrent: Job;
let transformer: Job;
beforeAll(async () => {
  trainings = await TrainingsForTest.start();
  const splitOf = (row: number) => (row % 20 === 18 ? 'validation' : row % 20 === 19 ? 'test' : 'train');
  await seed('lines', 120, splitOf);
  await seed('many-lines', 60_000, () => 'train');
  await trainings.createModels({ poet: 'LANGUAGE_MODEL' });
  trainings.startWorker();
  recurrent = await trained(RECURRENT);
  transformer = await trained(TRANSFORMER);
}, 240_000);
afterAll(() => trainings.stop());

async function seed(name: string, count: number, splitOf: (row: number) => string): Promise<void> {
  const rows = Array.from({ length: count }, (_, at) => `${splitOf(at)},${LINES[at % 3]!}`);
  await seedDatasetVersion(trainings.context, name, `split,text\n${rows.join('\n')}\n`, {
    splits: { column: 'split' },
  });
}

function start(settings: object, more: object = {}, datasetVersion = 'lines@1'): Promise<string> {
  return trainings.train({ model: 'poet', datasetVersion, settings, ...more });
}

const finished = (id: string) => trainings.finished<Job>(JOB, id);
const trained = async (...given: Parameters<typeof start>) => finished(await start(...given));
const taughtBy = ({ result }: Job, more: object = {}) => ({ distillation: { teacher: result.ref, ...more } });

function digestOf({ result }: Job, path: string): string {
  return result.files.find((file) => file.path === path)!.digest;
}

async function evidenceOf(job: Job): Promise<Evidence> {
  const bytes = await trainings.context.blobs.readBytes(digestOf(job, 'training.json'));
  return JSON.parse(Buffer.from(bytes).toString()) as Evidence;
}

async function lineageOf(ref: string): Promise<{ inputs: { ref: string }[] }> {
  const query = 'query ($ref: Ref!) { modelVersion(ref: $ref) { lineage { inputs { ref } } } }';
  const { modelVersion } = await trainings.ask<{ modelVersion: { lineage: [{ inputs: { ref: string }[] }] } }>(query, {
    ref,
  });
  return modelVersion.lineage[0];
}

function messagesOf({ logs }: Job): string[] {
  return logs.edges.map(({ node }) => node.message);
}

test('a maximum-entropy model learns from a recurrent network, takes its tokens, and both are measured', async () => {
  const { ref } = recurrent.result;
  const student = await trained(STUDENT, taughtBy(recurrent, { alpha: 0.8 }));

  expect(student).toMatchObject({
    ...{ state: 'SUCCEEDED', distillation: { teacher: { ref }, temperature: 2, alpha: 0.8 }, tokenizerFrom: null },
    settings: { level: 'CHARACTER' },
    result: {
      lineage: [
        {
          summary: expect.stringContaining(`Trained a maximum-entropy language model, taught by ${ref}, on `),
          inputs: [{ ref: 'lines@1' }, { ref }],
        },
        {},
      ],
    },
  });
  expect(digestOf(student, 'vocabulary.txt')).toBe(digestOf(recurrent, 'vocabulary.txt'));
  const evidence = await evidenceOf(student);
  expect(messagesOf(student)).toContain(
    `On the evaluation split the teacher ${ref} has the perplexity ${evidence.distillation.teacherQuality.perplexity}, and what it taught ${evidence.quality.perplexity}.`,
  );
  const { perplexity } = (await evidenceOf(recurrent)).quality;
  expect(evidence.distillation).toMatchObject({
    ...{ teacher: ref, temperature: 2, alpha: 0.8 },
    teacherQuality: { perplexity: expect.closeTo(perplexity, 1) },
  });
  const alone = await trained({ maximumEntropyLanguageModel: { order: 4, level: 'CHARACTER' } });
  expect(digestOf(alone, 'vocabulary.txt')).toBe(digestOf(student, 'vocabulary.txt'));
  expect(digestOf(alone, 'model.onnx')).not.toBe(digestOf(student, 'model.onnx'));
}, 180_000);

test('a transformer teaches alone, and is measured as its own training measured it', async () => {
  const student = await trained(STUDENT, taughtBy(transformer, { alpha: 1, temperature: 1 }));

  const evidence = await evidenceOf(student);
  const { perplexity } = (await evidenceOf(transformer)).quality;
  expect(evidence.distillation.teacherQuality.perplexity).toBeCloseTo(perplexity, 3);
  // On texts that neither learned from.
  expect(evidence.quality.perplexity).toBeLessThan(1.3 * perplexity);
}, 180_000);

test('a student whose worker is killed behind a checkpoint goes on without asking again, to the very same version', async () => {
  const { unbroken, resumed } = await trainings.unbrokenAndKilled<Job>(JOB, () =>
    start(STUDENT, taughtBy(recurrent, { temperature: 3 })),
  );

  expect(resumed).toMatchObject({
    attempts: [{ end: 'WORKER_LOST' }, { end: 'SUCCEEDED', resumedFromCheckpoint: true }],
  });
  expect(resumed.result.files).toEqual(unbroken.result.files);
}, 240_000);

test('a training is cancelled while its teacher is asked, and says how far that is', async () => {
  const id = await start(STUDENT, { ...taughtBy(recurrent), evaluationSplit: null }, 'many-lines@1');
  const now = JOB.replace('PT20S', 'PT0S');
  const asking = await trainings.when<Job>(now, id, ({ progress }) => (progress.message ?? '').endsWith('s left'));
  const cancelledAt = performance.now();
  await trainings.cancel(id);
  const { state } = await finished(id);

  expect(asking.progress).toEqual({
    message: expect.stringMatching(/^Asking poet@1 about the tokens of "train", \d+ s left$/),
    unit: 'tokens',
  });
  expect(state).toBe('CANCELLED');
  expect(performance.now() - cancelledAt).toBeLessThan(10_000);
}, 120_000);

test('trials of a study keep what the teacher said for one another, and make what a training of its own makes', async () => {
  const settings = { maximumEntropyLanguageModel: { order: 3, priorVariance: 2 } };
  const ask = <T>(query: string, variables: Record<string, unknown>) => trainings.ask<T>(query, variables);
  const id = await startStudy(ask, {
    training: { model: 'poet', datasetVersion: 'lines@1', settings, ...taughtBy(recurrent) },
    space: [{ setting: 'alpha', values: { numbers: [0.4, 0.9] } }],
    objectives: [{ metric: 'validation_loss', direction: 'MINIMIZE' }],
    ...{ sampler: 'RANDOM', maxTrials: 3 },
  });
  const study = await ended(ask, id);

  expect(study).toMatchObject({ state: 'SUCCEEDED', failure: null });
  const best = (await trialsOf(ask, id)).find((trial) => trial.id === study.best!.id)!;
  const alpha = Number(best.trial.parameters[0]!.value);
  const own = await trained(settings, { ...taughtBy(recurrent, { alpha }), evaluationSplit: null });
  const query = 'query ($ref: Ref!) { modelVersion(ref: $ref) { files { path digest } } }';
  const { modelVersion } = await ask<{ modelVersion: Job['result'] }>(query, { ref: study.result!.ref });
  expect(digestOf({ ...own, result: modelVersion }, 'model.onnx')).toBe(digestOf(own, 'model.onnx'));
  expect(await trainings.context.db.manager.countBy(TuningEncoding, { studyId: id })).toBe(0);
}, 240_000);

test('the command line names a teacher, and tokens are taken of a version without learning its answers', async () => {
  const { ref } = recurrent.result;
  const { code, stderr } = await runSluice(
    trainings.env,
    ...[
      'train',
      'poet',
      'lines@1',
      '--algorithm',
      'maximum-entropy-language-model',
      '--teacher',
      ref,
      '--alpha',
      '0.7',
    ],
  );
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect((await lineageOf('poet@latest')).inputs).toEqual([{ ref: 'lines@1' }, { ref }]);
  const student = await trained(STUDENT, { tokenizerFrom: ref });

  expect(student).toMatchObject({
    ...{ state: 'SUCCEEDED', tokenizerFrom: { ref }, distillation: null },
    result: { lineage: [{ inputs: [{ ref: 'lines@1' }, { ref }] }, {}] },
  });
  expect(digestOf(student, 'vocabulary.txt')).toBe(digestOf(recurrent, 'vocabulary.txt'));
}, 180_000);

test('other tokens than those of the teacher, and what cannot teach, are refused before a job is made', async () => {
  const { ref } = recurrent.result;
  const asked = taughtBy(recurrent);
  const given = (settings: object) => start({ maximumEntropyLanguageModel: settings }, asked);
  await expect(given({ level: 'WORD' })).rejects.toThrow(
    `level is CHARACTER in ${ref}, whose tokens it takes, not WORD: leave it out.`,
  );
  const { vocabularySize } = (await trained(STUDENT, { tokenizerFrom: ref })).settings;
  await expect(given({ vocabularySize: vocabularySize + 1 })).rejects.toThrow(
    `vocabularySize is ${vocabularySize} in ${ref}, whose tokens it takes, not ${vocabularySize + 1}: leave it out.`,
  );
  const words = await trained({ maximumEntropyLanguageModel: { order: 2 } });
  await expect(start(STUDENT, { ...asked, tokenizerFrom: words.result.ref })).rejects.toThrow(
    `Teacher and student have the same tokens, and those of ${words.result.ref} are not those of ${ref}: leave out tokenizerFrom`,
  );
  await expect(start(STUDENT, { ...asked, initialVersion: ref })).rejects.toThrow(
    'Trainings by MAXIMUM_ENTROPY_LANGUAGE_MODEL begin from nothing',
  );
  await expect(start(STUDENT, taughtBy(words))).rejects.toThrow(
    `${words.result.ref} was not trained here by RECURRENT_LANGUAGE_MODEL or TRANSFORMER_LANGUAGE_MODEL`,
  );
}, 180_000);
