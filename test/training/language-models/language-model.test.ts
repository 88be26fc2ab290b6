import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { releaseAt } from '../../support/released.js';
import { LanguageModelTrainings, messagesOf, seriesOf } from './language-model-trainings.js';

const SETTINGS = {
  level: 'CHARACTER',
  hiddenSize: 32,
  epochs: 40,
  batchSize: 4,
  sequenceLength: 24,
  learningRate: 0.02,
  dropout: 0,
};

let trainings: LanguageModelTrainings;
beforeAll(async () => {
  trainings = await LanguageModelTrainings.open('recurrentLanguageModel', SETTINGS);
}, 120_000);
afterAll(() => trainings.close());

test('a language model of characters is trained, measured, released, and goes on with texts as it learned them', async () => {
  const job = await trainings.finished(await trainings.start());
  expect(job).toMatchObject({
    state: 'SUCCEEDED',
    validationSplit: 'validation',
    evaluationSplit: 'test',
    settings: { algorithm: 'RECURRENT_LANGUAGE_MODEL', epochs: 40, cell: 'LSTM', hiddenSize: 32, embeddingSize: 32 },
    result: {
      ref: 'poet@1',
      signature: {
        inputs: [{ name: 'input_ids' }, { name: 'state.hidden0', shape: [-1, 32] }, { name: 'state.memory0' }],
        outputs: [{ name: 'logits' }, { name: 'next_state.hidden0' }, { name: 'next_state.memory0' }],
      },
      files: [
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
  expect(series.train_loss!.at(-1)).toBeLessThan(0.3);
  expect(series.validation_perplexity!).toHaveLength(40);
  const [losses, best] = [series.validation_loss!, series.best_epoch![0]!];
  expect(losses.indexOf(Math.min(...losses))).toBe(best - 1);
  expect(series.best_validation_loss).toEqual([losses[best - 1]]);
  expect(await trainings.read(job, 'training.json')).toMatchObject({
    ...{ epochs: 40, bestEpoch: best },
    validation: { loss: losses[best - 1], perplexity: series.validation_perplexity![best - 1] },
  });
  expect(series.test_perplexity![0]).toBeCloseTo(Math.exp(series.test_loss![0]!), 5);
  expect(series.test_perplexity![0]).toBeLessThan(2.5);
  expect(series.test_bits_per_character![0]).toBeGreaterThan(0);
  expect(messagesOf(job)).toContainEqual(expect.stringMatching(/^After epoch 1 it writes: /));

  await releaseAt(trainings.gateway, 'production', 'poet@1');
  expect(await trainings.write('a dog')).toEqual({ text: ' ran to the cat!', finishReason: 'STOP' });
  expect(await trainings.write('春眠')).toEqual({ text: '不觉晓，处处闻啼鸟。', finishReason: 'STOP' });
}, 180_000);

test.each([
  ['WORD', 'GRU', 'vocabulary.txt'],
  ['SUBWORD', 'ELMAN', 'tokenizer.json'],
])(
  'tokens of the level %s are learned and served',
  async (level, cell, file) => {
    const settings = { level, cell, vocabularySize: 300, hiddenSize: 48, sequenceLength: 12 };
    const job = await trainings.finished(await trainings.start(settings));
    expect(job).toMatchObject({
      state: 'SUCCEEDED',
      result: { files: expect.arrayContaining([expect.objectContaining({ path: file, role: 'VOCABULARY' })]) },
    });

    expect(await trainings.writtenBy(job, 'the cat sat')).toBe(' on the mat.');
  },
  180_000,
);

test('a training warns where held-out words are unknown, and no training row has one that is', async () => {
  const rows = ['train,the cat sat', 'train,the dog ran', 'validation,the cow sat', 'test,the cat ran'];
  await trainings.seed('farm', `split,text\n${rows.join('\n')}\n`);
  const settings = { level: 'WORD', epochs: 1, batchSize: 1, sequenceLength: 4 };

  const ignorant = await trainings.finished(await trainings.start(settings, 'farm@1'));
  // Of "the cow sat" and the end of the text, "cow".
  expect(messagesOf(ignorant)).toContainEqual(
    expect.stringMatching(
      /^25\.0% of the tokens of the validation split are unknown, .* With a vocabularySize below 7 /,
    ),
  );
  const prepared = await trainings.finished(await trainings.start({ ...settings, vocabularySize: 6 }, 'farm@1'));
  expect(prepared.state).toBe('SUCCEEDED');
  expect(messagesOf(prepared)).not.toContainEqual(expect.stringContaining('are unknown'));
}, 120_000);

test('a training whose worker is killed goes on from its checkpoint and makes the very same version', async () => {
  const { unbroken, resumed } = await trainings.unbrokenAndKilled({ epochs: 15, dropout: 0.1 });

  expect(resumed.attempts).toMatchObject([{ end: 'WORKER_LOST' }, { end: 'SUCCEEDED', resumedFromCheckpoint: true }]);
  expect(resumed.result.files).toEqual(unbroken.result.files);
}, 240_000);

test('a training ends when patience is spent, and its version is the best epoch, whose worker may have been killed', async () => {
  const { unbroken, resumed } = await trainings.unbrokenAndKilled({ epochs: 200, patience: 5, learningRate: 0.05 });

  const { epochs, bestEpoch } = await trainings.read<{ epochs: number; bestEpoch: number }>(unbroken, 'training.json');
  expect(epochs).toBeLessThan(200);
  expect(bestEpoch).toBe(epochs - 5);
  expect(messagesOf(unbroken)).toContainEqual(
    expect.stringMatching(
      `^Training ended after epoch ${epochs} of 200. The weights are those of epoch ${bestEpoch}, `,
    ),
  );
  expect(resumed.attempts).toMatchObject([{ end: 'WORKER_LOST' }, { end: 'SUCCEEDED', resumedFromCheckpoint: true }]);
  expect(resumed.result.files).toEqual(unbroken.result.files);
}, 240_000);

test('a training with a sampled softmax learns all tokens, is served as any other, and survives the loss of its worker', async () => {
  const settings = { softmaxSamples: 8, hiddenSize: 48, embeddingSize: 40 };
  const { unbroken, resumed } = await trainings.unbrokenAndKilled({ ...settings, epochs: 40, dropout: 0.1 });
  expect(resumed.attempts).toMatchObject([{ end: 'WORKER_LOST' }, { end: 'SUCCEEDED', resumedFromCheckpoint: true }]);
  expect(resumed.result.files).toEqual(unbroken.result.files);

  await releaseAt(trainings.gateway, 'production', resumed.result.ref);
  expect((await trainings.write('a dog')).text).toBe(' ran to the cat!');
  expect((await trainings.write('春眠')).text).toBe('不觉晓，处处闻啼鸟。');
}, 240_000);

test('where the texts have few tokens, a step compares with all, and the job tells it', async () => {
  const job = await trainings.finished(await trainings.start({ softmaxSamples: 1_000, epochs: 1 }));
  expect(job).toMatchObject({
    state: 'SUCCEEDED',
    adjustments: [{ setting: 'softmaxSamples', requested: '1000', effective: 'all tokens' }],
  });
}, 120_000);

test('a loss that is no number any more fails the job with step, rate and advice', async () => {
  const { state, failure } = await trainings.finished(
    await trainings.start({ optimizer: 'SGD', learningRate: 1e38, clipNorm: 1e30, schedule: 'CONSTANT' }),
  );

  expect({ state, code: failure?.code }).toEqual({ state: 'FAILED', code: 'INVALID_INPUT' });
  expect(failure!.message).toMatch(
    /^The loss stopped being a number in step \d+, at learning rate 1e\+38\. Lower the learning rate/,
  );
}, 120_000);

test('a training is cancelled while it runs', async () => {
  const id = await trainings.start({ epochs: 10_000 });
  await trainings.untilItRuns(id);
  expect((await trainings.cancelled(id)).state).toBe('CANCELLED');
}, 120_000);

test('settings that cannot be are refused before anything runs', async () => {
  await expect(trainings.start({ layers: 4 })).rejects.toThrow('layers is 1 to 3.');
  await expect(trainings.start({ vocabularySize: 60_000 })).rejects.toThrow('With more than 50000 tokens');
  await expect(trainings.start({ vocabularySize: 300_000 })).rejects.toThrow('vocabularySize is 3 to 50000.');
  await expect(trainings.start({ vocabularySize: 300_000, softmaxSamples: 9 })).rejects.toThrow('is 3 to 200000.');
  await expect(trainings.start({ vocabularySize: 90, softmaxSamples: 46 })).rejects.toThrow('half of vocabularySize');
  await expect(trainings.start({ softmaxSamples: 9, tiedEmbeddings: false })).rejects.toThrow('needs tiedEmbeddings');
  await expect(trainings.start({ level: 'SUBWORD', vocabularySize: 100 })).rejects.toThrow(
    'vocabularySize is 257 to 50000.',
  );
  await expect(trainings.start({ patience: 0 })).rejects.toThrow('patience is 1 to 10000.');
  await expect(trainings.start({ dropout: 1 })).rejects.toThrow('dropout is 0 up to, and without, 1.');
}, 120_000);
