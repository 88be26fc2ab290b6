import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { releaseAt } from '../../support/released.js';
import { LanguageModelTrainings, messagesOf, seriesOf } from './language-model-trainings.js';

const SETTINGS = {
  level: 'CHARACTER',
  layers: 2,
  heads: 2,
  hiddenSize: 32,
  contextLength: 24,
  epochs: 30,
  batchSize: 4,
  learningRate: 0.01,
  dropout: 0,
};

const WORKERS = '{ workers(kind: INFERENCE) { edges { node { models { state uncachedReason unbatchedReason } } } } }';

interface ServedModel {
  state: string;
  uncachedReason: string | null;
  unbatchedReason: string | null;
}

let trainings: LanguageModelTrainings;
beforeAll(async () => {
  trainings = await LanguageModelTrainings.open('transformerLanguageModel', SETTINGS);
}, 120_000);
afterAll(() => trainings.close());

test('a transformer of characters is trained, measured, released, and goes on with texts as it learned them', async () => {
  const job = await trainings.finished(await trainings.start());
  const caches = (prefix: string) =>
    [0, 1].flatMap((layer) => ['key', 'value'].map((kind) => ({ name: `${prefix}.${layer}.${kind}` })));
  expect(job).toMatchObject({
    state: 'SUCCEEDED',
    settings: {
      ...{ algorithm: 'TRANSFORMER_LANGUAGE_MODEL', epochs: 30, layers: 2, heads: 2, hiddenSize: 32 },
      ...{ feedForwardSize: 88, contextLength: 24, weightDecay: 0.1, level: 'CHARACTER' },
    },
    result: {
      ref: 'poet@1',
      signature: {
        inputs: [
          ...['input_ids', 'attention_mask', 'position_ids'].map((name) => ({ name, shape: [-1, -1] })),
          ...caches('past_key_values').map((cache) => ({ ...cache, shape: [-1, 2, -1, 16] })),
        ],
        outputs: [{ name: 'logits' }, ...caches('present')],
      },
      lineage: [{ kind: 'TRAINING', reproducible: true, inputs: [{ ref: 'lines@1' }] }],
    },
  });
  const series = seriesOf(job);
  expect(series.train_loss![0]).toBeGreaterThan(2);
  expect(series.train_loss!.at(-1)).toBeLessThan(0.4);
  expect(series.validation_perplexity!).toHaveLength(30);
  expect(series.test_perplexity![0]).toBeCloseTo(Math.exp(series.test_loss![0]!), 5);
  expect(messagesOf(job)).toContainEqual(expect.stringMatching(/^After epoch 1 it writes: /));

  await releaseAt(trainings.gateway, 'production', 'poet@1');
  expect(await trainings.write('a dog')).toEqual({ text: ' ran to the cat!', finishReason: 'STOP' });
  expect(await trainings.write('春眠')).toEqual({ text: '不觉晓，处处闻啼鸟。', finishReason: 'STOP' });
  // The token that ends it would be one more than the 24 of the context.
  expect(await trainings.write('the cat s')).toEqual({ text: 'at on the mat.', finishReason: 'LENGTH' });
  await expect(trainings.write('the cat sat on the mat.')).rejects.toThrow(
    'The prompt has 24 tokens, and the model takes 24',
  );

  const served = await eventually('what the worker found out', async () => {
    const { workers } = await trainings.ask<{ workers: { edges: { node: { models: ServedModel[] } }[] } }>(WORKERS, {});
    return workers.edges[0]!.node.models.find(({ state }) => state === 'READY');
  });
  expect(served).toMatchObject({ uncachedReason: null, unbatchedReason: null });

  const query = 'query ($input: ScoreTextsInput!) { scoreTexts(input: $input) { perplexity } }';
  const target = { deployment: { environment: 'production', model: 'poet' } };
  const { scoreTexts } = await trainings.ask<{ scoreTexts: { perplexity: number }[] }>(query, {
    input: { target, texts: ['a dog ran to the cat!', 'the dog sat on a mat!'] },
  });
  expect(scoreTexts[0]!.perplexity).toBeLessThan(1.6);
  expect(scoreTexts[1]!.perplexity).toBeGreaterThan(scoreTexts[0]!.perplexity);
}, 180_000);

test.each([
  ['WORD', 'vocabulary.txt', true],
  ['SUBWORD', 'tokenizer.json', false],
])(
  'tokens of the level %s are learned and served',
  async (level, file, tiedEmbeddings) => {
    const settings = { level, vocabularySize: 300, tiedEmbeddings, contextLength: 16 };
    const job = await trainings.finished(await trainings.start(settings));
    expect(job).toMatchObject({
      state: 'SUCCEEDED',
      result: { files: expect.arrayContaining([expect.objectContaining({ path: file, role: 'VOCABULARY' })]) },
    });

    expect(await trainings.writtenBy(job, 'the cat sat')).toBe(' on the mat.');
  },
  180_000,
);

test('a transformer whose worker is killed goes on from its checkpoint and makes the very same version', async () => {
  const { unbroken, resumed } = await trainings.unbrokenAndKilled({ epochs: 15, dropout: 0.1 });

  expect(resumed.attempts).toMatchObject([{ end: 'WORKER_LOST' }, { end: 'SUCCEEDED', resumedFromCheckpoint: true }]);
  expect(resumed.result.files).toEqual(unbroken.result.files);
}, 240_000);

test('what does not fit into memory is refused before anything is trained, with what would make it less', async () => {
  const { state, failure } = await trainings.finished(
    await trainings.start({ layers: 24, hiddenSize: 4096, contextLength: 2048, batchSize: 4 }),
  );

  expect({ state, code: failure?.code }).toEqual({ state: 'FAILED', code: 'INVALID_INPUT' });
  expect(failure!.message).toMatch(/^The training would need \d+ GiB, and this machine has \d+.*Lower batchSize/);
}, 120_000);

test('settings that cannot be are refused before anything runs', async () => {
  await expect(trainings.start({ heads: 3 })).rejects.toThrow('make hiddenSize a multiple of 6.');
  await expect(trainings.start({ contextLength: 1 })).rejects.toThrow('contextLength is 2 to 2048.');
  await expect(trainings.start({ optimizer: 'ADAM', weightDecay: 0.1 })).rejects.toThrow(
    'weightDecay is for the optimizer ADAMW alone',
  );
  await expect(trainings.start({ weightDecay: -1 })).rejects.toThrow('weightDecay is 0 or more.');
  await expect(trainings.start({ warmUp: 1.5 })).rejects.toThrow('warmUp is 0 to 1.');
}, 120_000);
