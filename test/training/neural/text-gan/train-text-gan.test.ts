import 'reflect-metadata';
import { expect, test } from '@jest/globals';
import { ShortTexts } from '../../../../src/training/neural/short-texts/short-texts.js';
import { TokenLevel } from '../../../../src/training/language-models/token-level.js';
import { textGanPlan } from '../../../../src/training/neural/text-gan/text-gan-run.js';
import { TEXT_GAN_DEFAULTS } from '../../../../src/training/neural/text-gan/text-gan-schema.js';
import { trainTextGan } from '../../../../src/training/neural/text-gan/train-text-gan.js';

const END = 0;
const TOKENS = 50;

function training({ texts: count, memoryBytes }: { texts: number; memoryBytes?: number }): Promise<unknown> {
  const texts = new ShortTexts(TEXT_GAN_DEFAULTS.textLength, END);
  for (let at = 0; at < count; at++) texts.push([1 + (at % (TOKENS - 1)), 2]);
  const plan = textGanPlan({ ...TEXT_GAN_DEFAULTS, level: TokenLevel.WORD, embeddingSize: 128, seed: 1 });
  const contest = {
    generator: { network: plan.generator(TOKENS), endId: END },
    discriminator: plan.discriminator(TOKENS),
    window: plan.window,
  };
  return trainTextGan(contest, texts, plan, memoryBytes === undefined ? {} : { memoryBytes });
}

test('what does not fit into memory is refused before it is trained, with advice', async () => {
  await expect(training({ texts: 100, memoryBytes: 2 ** 20 })).rejects.toThrow(
    /^The training would need .* GiB, and this machine has .* Lower batchSize/,
  );
});

test('fewer texts than a step reads are refused with both numbers', async () => {
  await expect(training({ texts: 63 })).rejects.toThrow(
    'There are 63 training rows with text, fewer than batchSize (64). Lower batchSize, or bring more rows.',
  );
});
