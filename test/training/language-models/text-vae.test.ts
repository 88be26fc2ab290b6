import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { VaeReport } from '../../../src/training/neural/text-vae/vae-report.js';
import { releaseAt } from '../../support/released.js';
import { LanguageModelTrainings, messagesOf, seriesOf } from './language-model-trainings.js';

const EPOCHS = 15;
const SETTINGS = {
  level: 'CHARACTER',
  textLength: 24,
  hiddenSize: 32,
  latentSize: 4,
  dropout: 0,
  wordDropout: 0,
  freeBits: 0.5,
  epochs: EPOCHS,
  batchSize: 8,
  learningRate: 0.02,
};
const LINES = ['the cat sat on the mat.', 'a dog ran to the cat!', '春眠不觉晓，处处闻啼鸟。'];

/** The report as its file has it, with texts. */
interface TextReport extends Omit<VaeReport, 'interpolations'> {
  verdict: string;
  interpolations: { from: string; to: string; between: string[] }[];
}

let trainings: LanguageModelTrainings;
beforeAll(async () => {
  trainings = await LanguageModelTrainings.open('textVae', SETTINGS, 240);
}, 120_000);
afterAll(() => trainings.close());

test('a text VAE is trained behind its baseline, measured beside it, released, and writes a text for each seed', async () => {
  const job = await trainings.finished(await trainings.start());
  expect(job).toMatchObject({
    state: 'SUCCEEDED',
    validationSplit: 'validation',
    evaluationSplit: 'test',
    settings: { algorithm: 'TEXT_VAE', epochs: EPOCHS, textLength: 24, embeddingSize: 32, latentSize: 4 },
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
  expect(series.baseline_train_loss!.at(-1)).toBeLessThan(0.5);
  expect(series.train_loss!.at(-1)).toBeLessThan(series.train_loss![0]!);
  expect(series.kl_weight![0]).toBeLessThan(0.5);
  expect(series.kl_weight!.at(-1)).toBe(1);
  expect(series.baseline_validation_loss).toHaveLength(EPOCHS);
  expect(series.validation_loss).toHaveLength(EPOCHS);
  expect(messagesOf(job)).toContainEqual(expect.stringMatching(/^After epoch 15 the autoencoder writes: /));

  const report = await trainings.read<TextReport>(job, 'generation-report.json');
  expect(report).toMatchObject({ judge: { texts: 6, order: 3 }, groupSize: 6, groups: 5, heldOut: { copies: 1 } });
  expect(series.test_loss).toEqual([report.latent.loss]);
  expect(series.test_kl).toEqual([report.latent.kl]);
  expect(series.test_active_units).toEqual([report.latent.activeUnits]);
  expect(series.baseline_test_loss).toEqual([report.baselineLoss]);
  expect(series.autoencoder_nll).toEqual(report.autoencoder.map(({ nll }) => nll));
  expect(report.autoencoder.map(({ temperature }) => temperature)).toEqual([0.5, 0.7, 0.85, 1, 1.2]);
  // Which of three lines it is: all that there is to say.
  expect(report.latent.kl).toBeGreaterThan(Math.log(3));
  expect(report.verdict).toMatch(/^The latent vector is used: a divergence of .* of 4 numbers active\./);
  expect(messagesOf(job)).toContain(report.verdict);
  // Held-out texts, which are lines that were learned, are written again from their vectors.
  expect(report.interpolations).toHaveLength(3);
  for (const { from, to, between } of report.interpolations) {
    expect(between).toHaveLength(5);
    expect(between[0]).toBe(from);
    expect(between[4]).toBe(to);
  }

  await releaseAt(trainings.gateway, 'production', 'poet@1');
  const seeds = Array.from({ length: 12 }, (_, seed) => seed);
  const texts = await Promise.all(seeds.map(async (seed) => (await trainings.write('', 60, { seed })).text));
  expect(await Promise.all(seeds.map(async (seed) => (await trainings.write('', 60, { seed })).text))).toEqual(texts);
  expect((await trainings.write('', 60, { seed: 0, towards: { seed: 11, share: 1 } })).text).toBe(texts[11]);
  // Always by the likeliest token: the vector alone decides.
  expect(LINES.filter((line) => texts.includes(line)).length).toBeGreaterThan(1);
}, 180_000);

test('a training whose worker is killed in both of its parts goes on from there and makes the very same version', async () => {
  const settings = { epochs: 10, dropout: 0.1, wordDropout: 0.2 };
  const unbroken = await trainings.finished(await trainings.start(settings));
  const id = await trainings.start(settings);
  for (const figure of ['baseline_validation_loss', 'validation_loss']) {
    await trainings.untilItRuns(id, figure, 3);
    await trainings.replaceWorker();
  }
  const resumed = await trainings.finished(id);

  expect(resumed.attempts).toMatchObject([
    { end: 'WORKER_LOST' },
    { end: 'WORKER_LOST', resumedFromCheckpoint: true },
    { end: 'SUCCEEDED', resumedFromCheckpoint: true },
  ]);
  expect(resumed.result.files).toEqual(unbroken.result.files);
}, 240_000);

test('a posterior that has collapsed is told as that', async () => {
  const settings = { epochs: 8, freeBits: 0, annealing: 0 };
  const job = await trainings.finished(await trainings.start(settings));
  const report = await trainings.read<TextReport>(job, 'generation-report.json');

  expect(report.latent.activeUnits).toBe(0);
  expect(report.verdict).toMatch(/^The posterior has collapsed: the latent vector says nothing of a text/);
  expect(messagesOf(job)).toContainEqual(expect.stringMatching(/^After epoch 8 no number of the latent vector says/));
}, 120_000);

test('a loss that is no number any more fails the job with step and rate', async () => {
  const job = await trainings.finished(await trainings.start({ epochs: 1, learningRate: 1e38, clipNorm: 1e30 }));

  expect({ state: job.state, code: job.failure?.code }).toEqual({ state: 'FAILED', code: 'INVALID_INPUT' });
  expect(job.failure!.message).toMatch(/in step \d+, at learning rate /);
}, 120_000);

test('a training is cancelled while it trains', async () => {
  const id = await trainings.start({ epochs: 10_000 });
  await trainings.untilItRuns(id, 'baseline_train_loss');
  expect((await trainings.cancelled(id)).state).toBe('CANCELLED');
}, 120_000);

test('a study searches by the bound of held-out texts and what the vector says', async () => {
  const space = [{ setting: 'latentSize', values: { numbers: [2, 4] } }];
  const objectives = [
    { metric: 'test_loss', direction: 'MINIMIZE' },
    { metric: 'test_kl', direction: 'MAXIMIZE' },
  ];
  const study = await trainings.studied({ epochs: 2 }, space, objectives);

  expect(study.state).toBe('SUCCEEDED');
  expect(seriesOf(study)).toMatchObject({ test_loss: [expect.any(Number), expect.any(Number)] });
}, 180_000);

test('settings that cannot be are refused before anything runs', async () => {
  await expect(trainings.start({ textLength: 65 })).rejects.toThrow('textLength is 2 to 64.');
  await expect(trainings.start({ latentSize: 0 })).rejects.toThrow('latentSize is 1 to 1024.');
  await expect(trainings.start({ annealing: 1.5 })).rejects.toThrow('annealing is 0 to 1.');
  await expect(trainings.start({ wordDropout: 1 })).rejects.toThrow('wordDropout is 0 up to, and without, 1.');
  await expect(trainings.start({ freeBits: -1 })).rejects.toThrow('freeBits is 0 or more.');
}, 120_000);
