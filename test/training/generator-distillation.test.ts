import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { TaughtBy } from '../../src/training/neural/short-texts/report/taught-by.js';
import { runSluice } from '../cli/run-sluice.js';
import { seedDatasetVersion } from '../support/datasets.js';
import { TrainingsForTest } from '../support/trainings.js';

const JOB = `query ($id: ID!) { job(id: $id, waitUpTo: "PT20S") { state failure { message } attempts { end resumedFromCheckpoint }
  logs(last: 100) { edges { node { message } } } metricSeries { name points { value } }
  ... on TrainingJob { distillation { teacher { ref } temperature alpha }
    settings { ... on TextVaeSettings { level vocabularySize } ... on TextGanSettings { level vocabularySize } }
    result { ref files { path digest } lineage { summary inputs { ref } } } } } }`;
const LINEAGE = 'query ($ref: Ref!) { modelVersion(ref: $ref) { lineage { inputs { ref } } } }';
const LINES = ['the cat sat on the mat.', 'a dog ran to the cat!', 'a cat saw the dog run.'];
const COMMON = { hiddenSize: 16, dropout: 0, batchSize: 8, learningRate: 0.02 };
const TEACHER = {
  recurrentLanguageModel: { ...COMMON, cell: 'GRU', level: 'CHARACTER', sequenceLength: 24, epochs: 20 },
};
const SHORT = { ...COMMON, textLength: 24, epochs: 3 };
const GAN = { ...SHORT, adversarialSteps: 4, discriminatorSteps: 1, representations: 2, filters: 8 };
const STUDENTS = { textVae: { ...SHORT, latentSize: 2 }, textGan: GAN };
type Student = keyof typeof STUDENTS;
const KINDS = ['textVae', 'textGan'] as const satisfies Student[];

interface Job {
  state: string;
  logs: { edges: { node: { message: string } }[] };
  metricSeries: { name: string; points: { value: number }[] }[];
  result: { ref: string; files: { path: string; digest: string }[] };
}

/** What the files of a version say of its teacher. */
interface Evidence {
  verdict: string;
  distillation?: TaughtBy;
  baselineLoss: number;
}

let trainings: TrainingsForTest;
let teacher: string;
beforeAll(async () => {
  trainings = await TrainingsForTest.start();
  const rows = Array.from({ length: 240 }, (_, at) => `${at % 10 === 9 ? 'test' : 'train'},${LINES[at % 3]!}`);
  await seedDatasetVersion(trainings.context, 'lines', `split,text\n${rows.join('\n')}\n`, {
    splits: { column: 'split' },
  });
  await trainings.createModels({ poet: 'LANGUAGE_MODEL', small: 'LANGUAGE_MODEL' });
  trainings.startWorker();
  teacher = (await trained(TEACHER, {}, 'poet')).result.ref;
}, 180_000);
afterAll(() => trainings.stop());

function start(settings: object, more: object = {}, model = 'small'): Promise<string> {
  return trainings.train({ model, datasetVersion: 'lines@1', settings, ...more });
}

const finished = (id: string) => trainings.finished<Job>(JOB, id);
const trained = async (...given: Parameters<typeof start>) => finished(await start(...given));
const taughtBy = (ref: string) => ({ distillation: { teacher: ref, alpha: 0.8 } });
const student = (kind: Student, settings: object = {}) => ({ [kind]: { ...STUDENTS[kind], ...settings } });

function digestOf({ result }: Job, path: string): string {
  return result.files.find((file) => file.path === path)!.digest;
}

async function read(job: Job, path: string): Promise<Evidence> {
  const bytes = await trainings.context.blobs.readBytes(digestOf(job, path));
  return JSON.parse(Buffer.from(bytes).toString()) as Evidence;
}

function lastOf({ metricSeries }: Job, wanted: string): number {
  return metricSeries.find(({ name }) => name === wanted)!.points.at(-1)!.value;
}

test.each([
  ['textVae', 'a text VAE', ['baseline', 'autoencoder']],
  ['textGan', 'a text GAN', ['baseline']],
] as const)(
  'a %s learns from a recurrent network, takes its tokens, and its report has both beside one another',
  async (kind, title, networks) => {
    const job = await trained(student(kind), taughtBy(teacher));

    expect(job).toMatchObject({
      ...{ state: 'SUCCEEDED', distillation: { teacher: { ref: teacher }, temperature: 2, alpha: 0.8 } },
      settings: { level: 'CHARACTER' },
      result: {
        lineage: [
          {
            summary: expect.stringContaining(`Trained ${title}, taught by ${teacher}, on 216 texts of "train".`),
            inputs: [{ ref: 'lines@1' }, { ref: teacher }],
          },
          {},
        ],
      },
    });
    const [report, evidence] = [await read(job, 'generation-report.json'), await read(job, 'training.json')];
    const { teacherQuality } = report.distillation!;
    expect(report.distillation).toMatchObject({ teacher, temperature: 2, alpha: 0.8, taught: networks });
    // The half of 24 held-out texts that is measured, with their ends.
    expect(teacherQuality.tokens).toBe(12 * 23);
    expect(teacherQuality.perplexity).toBeCloseTo(Math.exp(teacherQuality.loss), 6);
    // It knows the lines: what it is unsure of is which of three it is.
    expect(teacherQuality.loss).toBeLessThan(0.2);
    expect(evidence.distillation).toEqual(report.distillation);
    expect(evidence.verdict).toContain(teacher);
    for (const loss of [teacherQuality.loss, report.baselineLoss])
      expect(evidence.verdict).toContain(` ${loss.toFixed(3)}`);
    expect(lastOf(job, 'baseline_test_loss')).toBe(report.baselineLoss);
    expect(job.logs.edges.map(({ node }) => node.message)).toContainEqual(expect.stringContaining(evidence.verdict));

    const alone = await trained(student(kind, { level: 'CHARACTER' }));
    expect(digestOf(alone, 'vocabulary.txt')).toBe(digestOf(job, 'vocabulary.txt'));
    const [unaided, reported] = [await read(alone, 'training.json'), await read(alone, 'generation-report.json')];
    expect(unaided.distillation).toBeUndefined();
    expect(reported.distillation).toBeUndefined();
    expect(reported.baselineLoss).not.toBe(report.baselineLoss);
  },
  240_000,
);

test.each(KINDS)(
  'a taught %s whose worker is killed goes on to the very same version',
  async (kind) => {
    const settings = student(kind, { epochs: 6, dropout: 0.1 });
    const { unbroken, resumed } = await trainings.unbrokenAndKilled<Job>(JOB, () => start(settings, taughtBy(teacher)));

    expect(resumed).toMatchObject({
      attempts: [{ end: 'WORKER_LOST' }, { end: 'SUCCEEDED', resumedFromCheckpoint: true }],
    });
    expect(resumed.result.files).toEqual(unbroken.result.files);
  },
  240_000,
);

test('a study searches how a text VAE learns from a teacher', async () => {
  const study = await trainings.tune({
    training: {
      model: 'small',
      datasetVersion: 'lines@1',
      settings: student('textVae'),
      evaluationSplit: 'test',
      ...taughtBy(teacher),
    },
    space: [{ setting: 'alpha', values: { numbers: [0.2, 0.9] } }],
    objectives: [{ metric: 'test_loss', direction: 'MINIMIZE' }],
    maxTrials: 2,
  });
  expect(await finished(study)).toMatchObject({ state: 'SUCCEEDED' });
  const { modelVersion } = await trainings.ask<{ modelVersion: object }>(LINEAGE, { ref: 'small@latest' });
  expect(modelVersion).toMatchObject({ lineage: [{ inputs: expect.arrayContaining([{ ref: teacher }]) }, {}] });
}, 180_000);

test('a transformer teaches from the command line what is not longer than the texts that it has read', async () => {
  const settings = { layers: 1, heads: 2, hiddenSize: 16, epochs: 1, batchSize: 8, level: 'CHARACTER' };
  const { ref } = (await trained({ transformerLanguageModel: { ...settings, contextLength: 16 } }, {}, 'poet')).result;
  for (const kind of KINDS)
    await expect(start(student(kind), taughtBy(ref))).rejects.toThrow(
      `textLength is at most 16 with the teacher ${ref}, which has read no longer texts, and is 24. Lower it, or choose`,
    );
  const given = { ...STUDENTS.textVae, textLength: 16, epochs: 1 };
  const set = Object.entries(given).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
  const command = ['train', 'small', 'lines@1', '--algorithm', 'text-vae', ...set, '--teacher', ref];

  expect(await runSluice(trainings.env, ...command)).toMatchObject({ code: 0 });
  const { modelVersion } = await trainings.ask<{ modelVersion: object }>(LINEAGE, { ref: 'small@latest' });
  expect(modelVersion).toMatchObject({ lineage: [{ inputs: [{ ref: 'lines@1' }, { ref }] }, {}] });
}, 180_000);

test.each(KINDS)(
  'a %s takes the tokens of a version that does not teach',
  async (kind) => {
    const job = await trained(student(kind, { epochs: 1 }), { tokenizerFrom: teacher });

    expect(job).toMatchObject({
      ...{ state: 'SUCCEEDED', settings: { level: 'CHARACTER' } },
      result: { lineage: [{ summary: expect.stringContaining(`with the tokens of ${teacher} on 216 texts`) }, {}] },
    });
  },
  120_000,
);

test.each(KINDS)(
  'what cannot teach a %s, or has other tokens than it is to have, is refused with advice',
  async (kind) => {
    const [other, sampled] = [student(kind, { level: 'WORD' }), student(kind, { vocabularySize: 400 })];
    await expect(start(other, taughtBy(teacher))).rejects.toThrow(
      `level is CHARACTER in ${teacher}, whose tokens it takes, not WORD: leave it out.`,
    );
    await expect(start(sampled, taughtBy(teacher))).rejects.toThrow(
      /^vocabularySize is \d+ in .*, not 400: leave it out\./,
    );
    const words = (await trained({ recurrentLanguageModel: { ...COMMON, level: 'WORD', epochs: 1 } }, {}, 'poet'))
      .result.ref;
    await expect(start(student(kind), { ...taughtBy(teacher), tokenizerFrom: words })).rejects.toThrow(
      `Teacher and student have the same tokens, and those of ${words} are not those of ${teacher}: leave out tokenizerFrom`,
    );
    await expect(start(student(kind), { ...taughtBy(teacher), initialVersion: teacher })).rejects.toThrow(
      'begin from nothing: leave out initialVersion',
    );
    const { ref } = (await trained(student(kind, { epochs: 1 }))).result;
    await expect(start(student(kind), taughtBy(ref))).rejects.toThrow(
      `${ref} was not trained here by RECURRENT_LANGUAGE_MODEL or TRANSFORMER_LANGUAGE_MODEL`,
    );
  },
  180_000,
);
