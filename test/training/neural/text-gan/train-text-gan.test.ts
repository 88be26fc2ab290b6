import 'reflect-metadata';
import { expect, test } from '@jest/globals';
import { ShortTexts } from '../../../../src/training/neural/short-texts/short-texts.js';
import { TokenLevel } from '../../../../src/training/language-models/token-level.js';
import { textGanPlan } from '../../../../src/training/neural/text-gan/text-gan-run.js';
import { TEXT_GAN_DEFAULTS } from '../../../../src/training/neural/text-gan/text-gan-schema.js';
import {
  type GeneratorLook,
  trainTextGan,
  type TrainTextGanOptions,
} from '../../../../src/training/neural/text-gan/train-text-gan.js';
import { largeTeacher } from '../short-texts/taught-networks.js';

const END = 0;
const TOKENS = 50;

const SETTINGS = {
  ...{ ...TEXT_GAN_DEFAULTS, level: TokenLevel.WORD, textLength: 8, hiddenSize: 16, embeddingSize: 16 },
  ...{ epochs: 1, adversarialSteps: 1, batchSize: 16, representations: 2, seed: 1 },
};

function training({ texts: count, ...options }: TrainTextGanOptions & { texts: number }): Promise<unknown> {
  const texts = new ShortTexts(SETTINGS.textLength, END);
  for (let at = 0; at < count; at++) texts.push([1 + (at % (TOKENS - 1)), 2]);
  const plan = textGanPlan(SETTINGS);
  const contest = {
    generator: { network: plan.generator(TOKENS), endId: END },
    discriminator: plan.discriminator(TOKENS),
    window: plan.window,
  };
  return trainTextGan(contest, texts, plan, options);
}

test('what does not fit into memory is refused before it is trained, with advice', async () => {
  await expect(training({ texts: 100, memoryBytes: 2 ** 20 })).rejects.toThrow(
    /^The training would need .* GiB, and this machine has .* Lower batchSize/,
  );
});

test('a teacher that does not fit beside its students is refused before anything is trained', async () => {
  const memoryBytes = 2 ** 25;
  await training({ texts: 64, memoryBytes });

  await expect(training({ texts: 64, memoryBytes, teacher: largeTeacher(TOKENS) })).rejects.toThrow(
    /^The training would need .* GiB, and this machine has/,
  );
});

test('fewer texts than a step reads are refused with both numbers', async () => {
  await expect(training({ texts: 15 })).rejects.toThrow(
    'There are 15 training rows with text, fewer than batchSize (16). Lower batchSize, or bring more rows.',
  );
});

test('validation texts that are all empty are none: nothing is measured on them', async () => {
  const looks: GeneratorLook[] = [];
  const validation = new ShortTexts(SETTINGS.textLength, END);
  validation.push([]);
  await training({ texts: 16, validation, onLook: (look) => void looks.push(look) });

  expect(looks).toMatchObject([
    { epoch: 1, loss: null },
    { epoch: null, loss: null },
  ]);
});
