import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TuningEncoding } from '../../../../src/training/tuning/encodings/tuning-encoding.entity.js';
import { runSluice } from '../../../cli/run-sluice.js';
import { seedDatasetVersion } from '../../../support/datasets.js';
import { eventually } from '../../../support/eventually.js';
import { ended, seedTopics, startStudy, trialsOf } from '../../../support/studies.js';
import { TrainingsForTest } from '../../../support/trainings.js';

const JOB = `query ($id: ID!) { job(id: $id, waitUpTo: "PT20S") { state failure { message }
  ... on TrainingJob { initialVersion { ref } tokenizerFrom { ref } distillation { teacher { ref } temperature alpha }
    settings { ... on RecurrentLanguageModelSettings { cell hiddenSize level vocabularySize }
      ... on TransformerLanguageModelSettings { level vocabularySize } } result { ref } } } }`;
const STUDY = `query ($id: ID!) { tuningStudy(id: $id) {
  initialVersion { ref } tokenizerFrom { ref } distillation { teacher { ref } temperature alpha } } }`;
const LINEAGE = 'query ($ref: Ref!) { modelVersion(ref: $ref) { lineage { summary inputs { ref } } } }';
const LINES = ['the cat sat on the mat.', 'a dog ran to the cat!', 'a cat saw the dog run.'];
const COMMON = { dropout: 0, batchSize: 4, learningRate: 0.02 };
const RECURRENT = { ...COMMON, cell: 'GRU', hiddenSize: 32, level: 'CHARACTER', sequenceLength: 24, epochs: 30 };
const STUDENT = { ...COMMON, layers: 1, heads: 2, hiddenSize: 16, contextLength: 24, epochs: 4 };
const STUDY_OF_RATES = {
  space: [{ setting: 'learningRate', values: { range: { from: 1e-5, to: 1e-3, logarithmic: true } } }],
  objectives: [{ metric: 'validation_loss', direction: 'MINIMIZE' }],
  ...{ sampler: 'RANDOM', maxTrials: 4, asha: { minEpochs: 1, reductionFactor: 2 } },
};

interface Job {
  state: string;
  result: { ref: string };
}

let trainings: TrainingsForTest;
/** A recurrent language model of characters, and a classifier. */
let poet: string;
let topic: string;
beforeAll(async () => {
  trainings = await TrainingsForTest.start();
  const splitOf = (row: number) => (row % 20 === 18 ? 'validation' : row % 20 === 19 ? 'test' : 'train');
  const rows = Array.from({ length: 120 }, (_, at) => `${splitOf(at)},${LINES[at % 3]!}`);
  await seedDatasetVersion(trainings.context, 'lines', `split,text\n${rows.join('\n')}\n`, {
    splits: { column: 'split' },
  });
  await seedTopics(trainings.context, 'topics', 200);
  await trainings.createModels({ poet: 'LANGUAGE_MODEL', topic: 'CLASSIFICATION' });
  trainings.startWorker();
  poet = await trained('poet', { recurrentLanguageModel: RECURRENT }, 'lines@1');
  topic = await trained('topic', { maximumEntropy: { epochs: 5 } }, 'topics@1');
}, 180_000);
afterAll(() => trainings.stop());

const ask = <T>(query: string, variables: Record<string, unknown>) => trainings.ask<T>(query, variables);
const finished = (id: string) => trainings.finished<Job>(JOB, id);

async function trained(model: string, settings: object, datasetVersion: string): Promise<string> {
  return (await finished(await trainings.train({ model, settings, datasetVersion }))).result.ref;
}

function start(settings: object, versions: object, changes: object = {}): Promise<string> {
  const training = { model: 'poet', datasetVersion: 'lines@1', settings, ...versions };
  return startStudy(ask, { ...STUDY_OF_RATES, training, ...changes });
}

async function lineageOf(ref: string): Promise<{ summary: string; inputs: { ref: string }[] }> {
  const { modelVersion } = await ask<{ modelVersion: { lineage: [{ summary: string; inputs: { ref: string }[] }] } }>(
    LINEAGE,
    { ref },
  );
  return modelVersion.lineage[0];
}

test('trials begin from a version, pause and go on from their checkpoint, and so do those that begin after a worker was lost', async () => {
  const settings = { recurrentLanguageModel: { ...COMMON, epochs: 4 } };
  const id = await start(settings, { initialVersion: poet });
  await eventually('a trial that pauses', async () => {
    const trials = await trialsOf(ask, id);
    return trials.some(({ trial }) => trial.reports.length > 0);
  });
  await trainings.replaceWorker();
  const study = await ended(ask, id);

  expect(study).toMatchObject({ state: 'SUCCEEDED', failure: null });
  const { tuningStudy } = await ask<{ tuningStudy: object }>(STUDY, { id });
  expect(tuningStudy).toEqual({ initialVersion: { ref: poet }, tokenizerFrom: null, distillation: null });
  const trials = await trialsOf(ask, id);
  expect(trials).toHaveLength(4);
  for (const trial of trials) {
    expect(await finished(trial.id)).toMatchObject({
      initialVersion: { ref: poet },
      settings: { cell: 'GRU', hiddenSize: 32, level: 'CHARACTER' },
    });
    // What begins from nothing is above 2 after an epoch, also where an attempt was lost.
    expect(trial.trial.reports[0]!.values[0]!.value).toBeLessThan(0.5);
  }
  const best = trials.find((trial) => trial.id === study.best!.id)!;
  expect(best.trial.reports.map(({ epochs }) => epochs)).toEqual([1, 2, null]);
  expect(best.attempts.filter(({ end }) => end !== 'WORKER_LOST').at(-1)).toEqual({
    end: 'SUCCEEDED',
    resumedFromCheckpoint: true,
  });
  expect(await lineageOf(study.result!.ref)).toEqual({
    summary: expect.stringContaining(` from ${poet} on `),
    inputs: [{ ref: 'lines@1' }, { ref: poet }],
  });
}, 180_000);

test('trials learn from a teacher, whose share of the loss is searched', async () => {
  const distillation = { teacher: poet, temperature: 3 };
  const space = [{ setting: 'alpha', values: { numbers: [0.3, 1] } }];
  const id = await start({ transformerLanguageModel: STUDENT }, { distillation }, { space, maxTrials: 2 });
  const study = await ended(ask, id);

  expect(study).toMatchObject({ state: 'SUCCEEDED', failure: null });
  const { tuningStudy } = await ask<{ tuningStudy: object }>(STUDY, { id });
  expect(tuningStudy).toMatchObject({ distillation: { teacher: { ref: poet }, temperature: 3, alpha: 0.5 } });
  for (const { id: job, trial } of await trialsOf(ask, id)) {
    const [alpha] = trial.parameters;
    expect(await finished(job)).toMatchObject({
      ...{ tokenizerFrom: null, settings: { level: 'CHARACTER' } },
      distillation: { teacher: { ref: poet }, temperature: 3, alpha: Number(alpha!.value) },
    });
  }
  expect(await lineageOf(study.result!.ref)).toEqual({
    summary: expect.stringContaining(`, taught by ${poet}, on `),
    inputs: [{ ref: 'lines@1' }, { ref: poet }],
  });
}, 180_000);

test('trials take the tokens of a version, or the answers of a classifier, also from the command line', async () => {
  const common = ['--trials', '2', '--sampler', 'random', '--set', 'hiddenSize=16', '--set', 'epochs=1'];
  const search = ['--search', 'dropout=0..0.5', ...common];
  const tokens = await runSluice(
    trainings.env,
    ...['tune', 'poet', 'lines@1', '--algorithm', 'recurrent-language-model', '--tokenizer-from', poet, ...search],
  );
  expect(tokens).toMatchObject({ code: 0, stdout: expect.stringMatching(new RegExp(`^tokens of +${poet}$`, 'm')) });
  expect((await lineageOf('poet@latest')).inputs).toEqual([{ ref: 'lines@1' }, { ref: poet }]);

  const taught = await runSluice(
    trainings.env,
    ...['tune', 'topic', 'topics@1', '--algorithm', 'transformer-classifier', '--set', 'layers=1', '--set', 'heads=2'],
    ...['--teacher', topic, '--search', 'temperature=1..4', ...common],
  );
  expect(taught).toMatchObject({ code: 0, stdout: expect.stringMatching(new RegExp(`^teacher +${topic}$`, 'm')) });
  expect((await lineageOf('topic@latest')).inputs).toEqual([{ ref: 'topics@1' }, { ref: topic }]);
}, 180_000);

test('a teacher is asked about the rows once in a study, and a trial makes the files that a training of its own makes', async () => {
  const distillation = { teacher: topic, alpha: 0.9 };
  const settings = { maximumEntropy: { epochs: 5, l2: 0.001 } };
  const id = await startStudy(ask, {
    ...{ ...STUDY_OF_RATES, asha: null, maxTrials: 3, registerBest: true },
    training: { model: 'topic', datasetVersion: 'topics@1', settings, distillation },
    space: [{ setting: 'temperature', values: { numbers: [1.5, 4] } }],
  });
  const kept = await eventually('what the teacher says', async () => {
    const files = await trainings.context.db.manager.findBy(TuningEncoding, { studyId: id });
    return files.filter(({ name }) => name.includes('answersOf')).length > 0 && files;
  });
  // 160 training rows, and three labels.
  const { digest } = kept.find(({ name }) => name.includes('answersOf'))!;
  expect((await trainings.context.blobs.readBytes(digest)).length).toBe(160 * 3 * 4);
  const study = await ended(ask, id);
  const best = (await trialsOf(ask, id)).find((trial) => trial.id === study.best!.id)!;
  const temperature = Number(best.trial.parameters[0]!.value);

  const own = await trainings.train({
    ...{ model: 'topic', datasetVersion: 'topics@1', settings, distillation: { ...distillation, temperature } },
  });
  const { result } = await finished(own);
  expect(await modelOf(study.result!.ref)).toEqual(await modelOf(result.ref));
}, 120_000);

async function modelOf(ref: string): Promise<string> {
  const query = 'query ($ref: Ref!) { modelVersion(ref: $ref) { files { path digest } } }';
  const { modelVersion } = await ask<{ modelVersion: { files: { path: string; digest: string }[] } }>(query, { ref });
  return modelVersion.files.find(({ path }) => path === 'model.onnx')!.digest;
}

test('what a version cannot give, or decides, is refused before a trial begins, as a training refuses it', async () => {
  const recurrent = { recurrentLanguageModel: { epochs: 4 } };
  const from = { initialVersion: poet };
  const searching = (setting: string, values: object) => ({ space: [{ setting, values }] });
  await expect(start(recurrent, from, searching('hiddenSize', { range: { from: 32, to: 64 } }))).rejects.toThrow(
    'hiddenSize 64: hiddenSize is 32 in the version that the training begins from, not 64',
  );
  await expect(start(recurrent, from, searching('cell', { choices: ['GRU', 'LSTM'] }))).rejects.toThrow(
    'cell LSTM: cell is GRU in the version that the training begins from, not LSTM',
  );
  for (const versions of [{ tokenizerFrom: poet }, { distillation: { teacher: poet } }])
    await expect(
      start(recurrent, versions, searching('vocabularySize', { range: { from: 300, to: 400 } })),
    ).rejects.toThrow(/^vocabularySize 300: vocabularySize is \d+ in poet@1, whose tokens it takes, not 300/);
  await expect(start({ transformerLanguageModel: {} }, from)).rejects.toThrow(
    `${poet} was trained by RECURRENT_LANGUAGE_MODEL; a training by TRANSFORMER_LANGUAGE_MODEL begins from`,
  );
  await expect(start(recurrent, { ...from, tokenizerFrom: poet })).rejects.toThrow(
    'initialVersion brings its tokens: leave out tokenizerFrom.',
  );
  await expect(start({ gloVe: {} }, { distillation: { teacher: poet } })).rejects.toThrow(
    'Trainings by GLOVE take no teacher',
  );
  await expect(start(recurrent, from, searching('alpha', { range: { from: 0.1, to: 1 } }))).rejects.toThrow(
    'alpha: there is no such setting.',
  );
  const teaching = { distillation: { teacher: poet } };
  await expect(start(recurrent, teaching, searching('alpha', { range: { from: 0, to: 1 } }))).rejects.toThrow(
    'alpha 0: alpha is above 0, up to 1.',
  );
  const { errors } = await trainings.gateway.ask(
    'mutation ($input: StartTuningInput!) { startTuning(input: $input) { replayed } }',
    {
      input: {
        ...{ ...STUDY_OF_RATES, idempotencyKey: 'unknown-version' },
        training: { model: 'poet', datasetVersion: 'lines@1', settings: recurrent, distillation: { teacher: topic } },
      },
    },
  );
  expect(errors).toMatchObject([
    {
      message: expect.stringContaining(`${topic} was not trained here by RECURRENT_LANGUAGE_MODEL`),
      extensions: { code: 'INVALID_INPUT', path: ['input', 'training', 'distillation', 'teacher'] },
    },
  ]);
}, 120_000);
