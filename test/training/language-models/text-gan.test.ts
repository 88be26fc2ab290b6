import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { GanReport } from '../../../src/training/neural/text-gan/gan-report.js';
import { releaseAt } from '../../support/released.js';
import { LanguageModelTrainings, messagesOf, seriesOf } from './language-model-trainings.js';

const EPOCHS = 12;
const SETTINGS = {
  level: 'CHARACTER',
  textLength: 24,
  hiddenSize: 32,
  dropout: 0,
  epochs: EPOCHS,
  batchSize: 8,
  learningRate: 0.02,
  adversarialSteps: 20,
  discriminatorSteps: 2,
  representations: 2,
  representationSize: 4,
  filters: 8,
};

let trainings: LanguageModelTrainings;
beforeAll(async () => {
  trainings = await LanguageModelTrainings.open('textGan', SETTINGS, 240);
}, 120_000);
afterAll(() => trainings.close());

test('a text GAN is pre-trained, trained against a discriminator, measured beside its own beginning, released, and writes texts', async () => {
  const job = await trainings.finished(await trainings.start());
  expect(job).toMatchObject({
    state: 'SUCCEEDED',
    validationSplit: 'validation',
    evaluationSplit: 'test',
    settings: { algorithm: 'TEXT_GAN', epochs: EPOCHS, textLength: 24, embeddingSize: 32, servedGenerator: 'BETTER' },
    result: {
      ref: 'poet@1',
      files: [
        { path: 'generation-report.json', role: 'EVIDENCE' },
        { path: 'model.onnx', role: 'MODEL' },
        { path: 'pipeline.json', role: 'PIPELINE' },
        { path: 'training.json', role: 'EVIDENCE' },
        { path: 'vocabulary.txt', role: 'VOCABULARY' },
      ],
      lineage: [{ kind: 'TRAINING', reproducible: true, inputs: [{ ref: 'lines@1' }] }],
    },
  });

  const series = seriesOf(job);
  expect(series.train_loss![0]).toBeGreaterThan(2);
  expect(series.train_loss!.at(-1)).toBeLessThan(0.5);
  expect(series.generator_loss).toHaveLength(20);
  expect(series.discriminator_loss).toHaveLength(20);
  expect(series.inverse_temperature!.at(-1)).toBeCloseTo(100, 4);
  // After each epoch, and ten times against the discriminator.
  expect(series.validation_loss).toHaveLength(EPOCHS + 10);
  expect(messagesOf(job)).toContainEqual(expect.stringMatching(/^After epoch 1 it writes: /));

  const report = await trainings.read<GanReport & { version: string; verdict: string }>(job, 'generation-report.json');
  expect(report).toMatchObject({ judge: { texts: 6, order: 3 }, groupSize: 6, groups: 5, heldOut: { copies: 1 } });
  expect(report.baseline.map(({ temperature }) => temperature)).toEqual([0.5, 0.7, 0.85, 1, 1.2]);
  expect(series.baseline_nll).toEqual(report.baseline.map(({ nll }) => nll));
  expect(series.adversarial_test_loss).toEqual([report.adversarialLoss]);
  expect(series.baseline_test_loss).toEqual([report.baselineLoss]);
  expect(series.adversarial_self_bleu_4).toEqual(report.adversarial.map(({ selfBleu }) => selfBleu[4]));
  // The lower the temperature, the likelier and the more alike.
  expect(report.baseline[0]!.nll).toBeLessThan(report.baseline[4]!.nll);
  expect(report.baseline[0]!.selfBleu[3]).toBeGreaterThan(report.baseline[4]!.selfBleu[3]!);
  expect(report.version).toBe(report.improved ? 'adversarial' : 'baseline');
  expect(report.verdict).toMatch(/^The adversarial training /);
  expect(messagesOf(job)).toContainEqual(expect.stringContaining(report.verdict));
  const served = report[report.version as 'adversarial' | 'baseline'].find(({ temperature }) => temperature === 1)!;
  expect(series.version_nll).toEqual([served.nll]);

  await releaseAt(trainings.gateway, 'production', 'poet@1');
  expect(await trainings.write('a dog')).toEqual({ text: ' ran to the cat!', finishReason: 'STOP' });
}, 180_000);

test('a training whose worker is killed against the discriminator goes on from there and makes the very same version', async () => {
  const settings = { epochs: 3, adversarialSteps: 500, dropout: 0.1, servedGenerator: 'ADVERSARIAL' };
  const unbroken = await trainings.finished(await trainings.start(settings));
  const id = await trainings.start(settings);
  await trainings.untilItRuns(id, 'generator_loss', 80);
  await trainings.replaceWorker();
  const resumed = await trainings.finished(id);

  expect(resumed.attempts).toMatchObject([{ end: 'WORKER_LOST' }, { end: 'SUCCEEDED', resumedFromCheckpoint: true }]);
  // Pre-training was not done again.
  expect(messagesOf(resumed).filter((message) => message.startsWith('After epoch'))).toHaveLength(3);
  expect(resumed.result.files).toEqual(unbroken.result.files);
  const report = await trainings.read<{ version: string }>(resumed, 'generation-report.json');
  expect(report.version).toBe('adversarial');
}, 240_000);

test('a loss of the contest that is no number any more fails the job with step, rate and the setting to lower', async () => {
  const settings = { epochs: 1, generatorLearningRate: 1e38, clipNorm: 1e30 };
  const { state, failure } = await trainings.finished(await trainings.start(settings));

  expect({ state, code: failure?.code }).toEqual({ state: 'FAILED', code: 'INVALID_INPUT' });
  expect(failure!.message).toMatch(
    /in step \d+, at learning rate .*The setting is (generator|discriminator)LearningRate/,
  );
}, 120_000);

test('a training is cancelled while the networks train against each other', async () => {
  const id = await trainings.start({ epochs: 1, adversarialSteps: 1_000_000 });
  await trainings.untilItRuns(id, 'generator_loss');
  expect((await trainings.cancelled(id)).state).toBe('CANCELLED');
}, 120_000);

test('a study searches for generators whose texts are likely and yet differ', async () => {
  const space = [{ setting: 'hiddenSize', values: { numbers: [8, 16] } }];
  const objectives = ['version_nll', 'version_self_bleu_3'].map((metric) => ({ metric, direction: 'MINIMIZE' }));
  const study = await trainings.studied({ epochs: 2, adversarialSteps: 2 }, space, objectives);

  expect(study.state).toBe('SUCCEEDED');
  expect(seriesOf(study)).toMatchObject({ version_nll: [expect.any(Number), expect.any(Number)] });
}, 180_000);

test('settings that cannot be are refused before anything runs', async () => {
  await expect(trainings.start({ textLength: 1 })).rejects.toThrow('textLength is 2 to 64.');
  await expect(trainings.start({ layers: 3 })).rejects.toThrow('layers is 1 to 2.');
  await expect(trainings.start({ generatorLearningRate: 0 })).rejects.toThrow('generatorLearningRate is above 0.');
  await expect(trainings.start({ vocabularySize: 60_000 })).rejects.toThrow('vocabularySize is 3 to 50000.');
}, 120_000);
