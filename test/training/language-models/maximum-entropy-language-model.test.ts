import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { releaseAt } from '../../support/released.js';
import { LanguageModelTrainings, messagesOf, seriesOf } from './language-model-trainings.js';

const SCORES =
  'query ($input: ScoreTextsInput!) { scoreTexts(input: $input) { perplexity tokens { logProbability } } }';
const TARGET = { deployment: { environment: 'production', model: 'poet' } };

let trainings: LanguageModelTrainings;
beforeAll(async () => {
  trainings = await LanguageModelTrainings.open('maximumEntropyLanguageModel', { level: 'WORD' });
}, 120_000);
afterAll(() => trainings.close());

test('a maximum-entropy language model is trained, measured, released, writes and scores texts', async () => {
  const job = await trainings.finished(await trainings.start());
  expect(job).toMatchObject({
    state: 'SUCCEEDED',
    settings: { algorithm: 'MAXIMUM_ENTROPY_LANGUAGE_MODEL', level: 'WORD', order: 3, minCount: 1 },
    validationSplit: 'validation',
    adjustments: [{ setting: 'priorVariance', requested: 'best on the validation rows' }],
    result: {
      ref: 'poet@1',
      signature: {
        inputs: [
          { name: 'input_ids', shape: [-1, -1] },
          { name: 'state.contexts', shape: [-1, 2] },
        ],
        outputs: [{ name: 'logits' }, { name: 'next_state.contexts' }],
      },
      lineage: [{ kind: 'TRAINING', reproducible: true, inputs: [{ ref: 'lines@1' }] }],
    },
  });
  const series = seriesOf(job);
  // Little more than what each text begins with is left to chance.
  expect(series.test_loss![0]).toBeLessThan(0.5);
  expect(series.test_perplexity![0]).toBeCloseTo(Math.exp(series.test_loss![0]!), 5);
  expect(series.validation_loss!.at(-1)).toBeCloseTo(Math.min(...series.validation_loss!), 6);
  expect(messagesOf(job)).toContainEqual(expect.stringMatching(/^It writes: /));

  await releaseAt(trainings.gateway, 'production', 'poet@1');
  expect(await trainings.write('a dog')).toEqual({ text: ' ran to the cat!', finishReason: 'STOP' });
  expect(await trainings.write('春眠')).toEqual({ text: '不觉晓，处处闻啼鸟。', finishReason: 'STOP' });
  const input = { target: TARGET, texts: ['a dog ran to the cat!', 'cat the to ran dog a!'] };
  const { scoreTexts } = await trainings.ask<{ scoreTexts: { perplexity: number }[] }>(SCORES, { input });
  expect(scoreTexts[0]!.perplexity).toBeLessThan(2);
  expect(scoreTexts[1]!.perplexity).toBeGreaterThan(10);
}, 180_000);

test.each([
  ['CHARACTER', '春眠', '不觉晓，处处闻啼鸟。'],
  ['SUBWORD', 'the cat', ' sat on the mat.'],
])(
  'tokens of the level %s are learned and served',
  async (level, prompt, text) => {
    const job = await trainings.finished(await trainings.start({ level, vocabularySize: 300, priorVariance: 4 }));
    expect(job).toMatchObject({ state: 'SUCCEEDED', adjustments: [], settings: { priorVariance: 4 } });
    expect(await trainings.writtenBy(job, prompt)).toBe(text);
  },
  180_000,
);

test('settings that cannot be are refused before anything runs', async () => {
  await expect(trainings.start({ order: 7 })).rejects.toThrow('order is 2 to 6.');
  await expect(trainings.start({ priorVariance: 0 })).rejects.toThrow('priorVariance is 0.001 to 1000.');
  await expect(trainings.start({ level: 'SUBWORD', vocabularySize: 200 })).rejects.toThrow('vocabularySize is 257 to');
});
