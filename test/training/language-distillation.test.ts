import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ColumnKind } from '../../src/datasets/columns/column-kind.js';
import { seedDatasetVersion } from '../support/datasets.js';
import { TrainingsForTest } from '../support/trainings.js';
import { topicCsv, topicTexts } from './topics.js';

const JOB = `query ($id: ID!) { job(id: $id, waitUpTo: "PT20S") { state failure { message } attempts { end resumedFromCheckpoint }
  logs(last: 100) { edges { node { message } } }
  ... on TrainingJob { distillation { teacher { ref } temperature alpha }
    settings { ... on TransformerLanguageModelSettings { level vocabularySize } }
    result { ref files { path digest } lineage { summary inputs { ref } } } } } }`;
const LINES = ['the cat sat on the mat.', 'a dog ran to the cat!', 'a cat saw the dog run.'];
const COMMON = { hiddenSize: 32, dropout: 0, batchSize: 4, learningRate: 0.02 };
const TEACHER = {
  recurrentLanguageModel: { ...COMMON, cell: 'GRU', level: 'CHARACTER', sequenceLength: 24, epochs: 30 },
};
const STUDENT = { ...COMMON, hiddenSize: 16, layers: 1, heads: 2, contextLength: 24, epochs: 2 };

interface Job {
  state: string;
  failure: { message: string } | null;
  logs: { edges: { node: { message: string } }[] };
  result: { ref: string; files: { path: string; digest: string }[] };
}

let trainings: TrainingsForTest;
let teacher: Job;
beforeAll(async () => {
  trainings = await TrainingsForTest.start();
  const rows = Array.from({ length: 120 }, (_, at) => `${at % 20 === 19 ? 'test' : 'train'},${LINES[at % 3]!}`);
  await seedDatasetVersion(trainings.context, 'lines', `split,text\n${rows.join('\n')}\n`, {
    splits: { column: 'split' },
  });
  await seedDatasetVersion(trainings.context, 'topics', topicCsv(topicTexts(200)), {
    splits: { column: 'split' },
    columns: [
      { name: 'label', kind: ColumnKind.LABEL },
      { name: 'text', kind: ColumnKind.TEXT },
    ],
  });
  await trainings.createModels({ poet: 'LANGUAGE_MODEL', topic: 'CLASSIFICATION' });
  trainings.startWorker();
  teacher = await trained(TEACHER);
}, 180_000);
afterAll(() => trainings.stop());

function start(settings: object, more: object = {}, datasetVersion = 'lines@1'): Promise<string> {
  const isClassifier = 'transformerClassifier' in settings || 'maximumEntropy' in settings;
  return trainings.train({ model: isClassifier ? 'topic' : 'poet', datasetVersion, settings, ...more });
}

const finished = (id: string) => trainings.finished<Job>(JOB, id);
const trained = async (...given: Parameters<typeof start>) => finished(await start(...given));
const taughtBy = (ref: string) => ({ distillation: { teacher: ref, alpha: 0.8 } });

function digestOf({ result }: Job, path: string): string {
  return result.files.find((file) => file.path === path)!.digest;
}

async function evidenceOf(job: Job): Promise<{ quality: { perplexity: number }; distillation: object }> {
  const bytes = await trainings.context.blobs.readBytes(digestOf(job, 'training.json'));
  return JSON.parse(Buffer.from(bytes).toString()) as { quality: { perplexity: number }; distillation: object };
}

test('a small transformer learns from a recurrent network, takes its tokens, and both are measured', async () => {
  const { ref } = teacher.result;
  const student = await trained({ transformerLanguageModel: STUDENT }, taughtBy(ref));

  expect(student).toMatchObject({
    ...{ state: 'SUCCEEDED', distillation: { teacher: { ref }, temperature: 2, alpha: 0.8 } },
    settings: { level: 'CHARACTER' },
    result: {
      lineage: [
        {
          summary: expect.stringContaining(`Trained a transformer language model, taught by ${ref}, on `),
          inputs: [{ ref: 'lines@1' }, { ref }],
        },
        {},
      ],
    },
  });
  expect(digestOf(student, 'vocabulary.txt')).toBe(digestOf(teacher, 'vocabulary.txt'));
  expect(student.logs.edges.map(({ node }) => node.message)).toContainEqual(
    expect.stringMatching(/^On the evaluation split the teacher poet@1 has the perplexity /),
  );
  const evidence = await evidenceOf(student);
  const { perplexity } = (await evidenceOf(teacher)).quality;
  expect(evidence.distillation).toMatchObject({
    teacher: ref,
    teacherQuality: { perplexity: expect.closeTo(perplexity, 1) },
  });
  const alone = await trained({ transformerLanguageModel: { ...STUDENT, level: 'CHARACTER' } });
  expect(digestOf(alone, 'vocabulary.txt')).toBe(digestOf(student, 'vocabulary.txt'));
  expect(digestOf(alone, 'model.onnx')).not.toBe(digestOf(student, 'model.onnx'));
}, 180_000);

test('a transformer that teaches a student of shorter windows is measured with windows of its own', async () => {
  const transformer = await trained({ transformerLanguageModel: { ...STUDENT, level: 'CHARACTER' } });
  const settings = { recurrentLanguageModel: { ...COMMON, hiddenSize: 16, sequenceLength: 4, epochs: 1 } };
  const student = await trained(settings, taughtBy(transformer.result.ref));

  const { perplexity } = (await evidenceOf(transformer)).quality;
  expect((await evidenceOf(student)).distillation).toMatchObject({
    teacherQuality: { perplexity: expect.closeTo(perplexity, 5) },
  });
}, 180_000);

test('a student whose worker is killed goes on, with the states of its teacher, to the very same version', async () => {
  const settings = { recurrentLanguageModel: { ...COMMON, hiddenSize: 16, sequenceLength: 8, epochs: 10 } };
  const asked = taughtBy(teacher.result.ref);
  const { unbroken, resumed } = await trainings.unbrokenAndKilled<Job>(JOB, () => start(settings, asked));

  expect(resumed).toMatchObject({
    attempts: [{ end: 'WORKER_LOST' }, { end: 'SUCCEEDED', resumedFromCheckpoint: true }],
  });
  expect(resumed.result.files).toEqual(unbroken.result.files);
}, 240_000);

test('what cannot teach a language model, or has other tokens than its student, is refused with advice', async () => {
  const student = { transformerLanguageModel: STUDENT };
  const { ref } = teacher.result;
  await trained({ maximumEntropy: { epochs: 2 } }, {}, 'topics@1');
  await expect(start(student, taughtBy('topic@1'))).rejects.toThrow(
    'topic@1 was not trained here by RECURRENT_LANGUAGE_MODEL or TRANSFORMER_LANGUAGE_MODEL',
  );
  await expect(start({ transformerClassifier: {} }, taughtBy(ref), 'topics@1')).rejects.toThrow(
    `${ref} is for LANGUAGE_MODEL: what teaches a model of the task CLASSIFICATION is of that task.`,
  );
  await expect(start({ transformerLanguageModel: { ...STUDENT, level: 'WORD' } }, taughtBy(ref))).rejects.toThrow(
    `level is CHARACTER in ${ref}, whose tokens it takes, not WORD: leave it out.`,
  );
  const sampled = { recurrentLanguageModel: { ...COMMON, softmaxSamples: 4 } };
  await expect(start(sampled, taughtBy(ref))).rejects.toThrow('A teacher answers for all tokens, not for a sample');
  const words = await trained({ transformerLanguageModel: { ...STUDENT, level: 'WORD', epochs: 1 } });
  for (const field of ['initialVersion', 'tokenizerFrom'])
    await expect(start(student, { ...taughtBy(ref), [field]: words.result.ref })).rejects.toThrow(
      `Teacher and student have the same tokens, and those of ${words.result.ref} are not those of ${ref}: leave out ${field}`,
    );
  const long = { recurrentLanguageModel: { ...COMMON, sequenceLength: 40, epochs: 1 } };
  expect(await trained(long, taughtBy(words.result.ref))).toMatchObject({
    state: 'FAILED',
    failure: { message: expect.stringContaining('sequenceLength is at most 24 with the teacher') },
  });
}, 180_000);
