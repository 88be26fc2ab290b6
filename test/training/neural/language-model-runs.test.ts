import 'reflect-metadata';
import { expect, test } from '@jest/globals';
import { TokenLevel } from '../../../src/training/language-models/token-level.js';
import { recurrentLanguageModelRun } from '../../../src/training/neural/language-model/recurrent/recurrent-language-model-run.js';
import {
  RECURRENT_LANGUAGE_MODEL_DEFAULTS,
  type RecurrentLanguageModelInput,
} from '../../../src/training/neural/language-model/recurrent/recurrent-language-model-schema.js';
import { transformerLanguageModelRun } from '../../../src/training/neural/language-model/transformer/transformer-language-model-run.js';
import { TRANSFORMER_LANGUAGE_MODEL_DEFAULTS } from '../../../src/training/neural/language-model/transformer/transformer-language-model-schema.js';
import { TRANSFORMER_DEFAULTS } from '../../../src/training/neural/transformer-schema.js';

const recurrent = { ...RECURRENT_LANGUAGE_MODEL_DEFAULTS, level: null, vocabularySize: null };
const transformer = {
  ...{ ...TRANSFORMER_DEFAULTS, ...TRANSFORMER_LANGUAGE_MODEL_DEFAULTS, weightDecay: null },
  ...{ level: null, vocabularySize: null },
};
const tokensOf = (vocabularySize: number) => ({
  ...{ settings: { level: TokenLevel.SUBWORD, vocabularySize }, version: 'gpt@1' },
});

test('a training goes on from a version however many tokens that has, and none has so many of its own', () => {
  const ofTokens = transformerLanguageModelRun(transformer, 1, null, tokensOf(50_257));
  expect(transformerLanguageModelRun(transformer, 1, ofTokens).vocabularySize).toBe(50_257);
  expect(() => transformerLanguageModelRun({ ...transformer, vocabularySize: 50_257 }, 1)).toThrow(
    'vocabularySize is 3 to 50000.',
  );
});

test('a version that was trained by a sampled softmax is trained on from with samples or without', () => {
  const going = (
    settings: Partial<RecurrentLanguageModelInput>,
    initial: Parameters<typeof recurrentLanguageModelRun>[2],
  ) => recurrentLanguageModelRun({ ...recurrent, ...settings }, 1, initial);
  const base = going({ vocabularySize: 100_000, softmaxSamples: 4_096 }, null);

  expect(going({}, base)).toMatchObject({ vocabularySize: 100_000, softmaxSamples: null });
  expect(going({ softmaxSamples: 1_024 }, base)).toMatchObject({ vocabularySize: 100_000, softmaxSamples: 1_024 });
  expect(() => going({ vocabularySize: 100_000 }, null)).toThrow('lower vocabularySize, or give softmaxSamples');
});
