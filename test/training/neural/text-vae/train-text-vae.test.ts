import 'reflect-metadata';
import { expect, test } from '@jest/globals';
import { sgd } from '../../../../src/onnx/training/optimizers/sgd.js';
import { constant } from '../../../../src/onnx/training/schedules.js';
import { Trainer } from '../../../../src/onnx/training/trainer.js';
import { TokenLevel } from '../../../../src/training/language-models/token-level.js';
import { ShortTexts } from '../../../../src/training/neural/short-texts/short-texts.js';
import { textVaePlan } from '../../../../src/training/neural/text-vae/text-vae-run.js';
import { TEXT_VAE_DEFAULTS } from '../../../../src/training/neural/text-vae/text-vae-schema.js';
import { autoencoderStep } from '../../../../src/training/neural/text-vae/text-vae.js';
import {
  trainTextVae,
  type TrainTextVaeOptions,
  type VaeLook,
} from '../../../../src/training/neural/text-vae/train-text-vae.js';
import { largeTeacher } from '../short-texts/taught-networks.js';

const TOKENS = 50;
const SETTINGS = { ...TEXT_VAE_DEFAULTS, level: TokenLevel.WORD, epochs: 1, embeddingSize: 96, seed: 1 };
const plan = textVaePlan(SETTINGS);
const vae = { network: plan.network(TOKENS), endId: 0 };

function training({ texts: count, ...options }: TrainTextVaeOptions & { texts: number }): Promise<unknown> {
  const texts = new ShortTexts(SETTINGS.textLength, vae.endId);
  for (let at = 0; at < count; at++) texts.push([1 + (at % (TOKENS - 1)), 2]);
  return trainTextVae(vae, texts, plan, options);
}

test('what does not fit into memory is refused before it is trained, with the number of all weights', async () => {
  const options = { optimizer: sgd(), schedule: constant(1), steps: 1, seed: 1 };
  const trainer = await Trainer.create(autoencoderStep(vae, { batch: 1, steps: 2 }, 0), options);
  const { parameterCount } = trainer;
  await trainer.release();

  await expect(training({ texts: 100, memoryBytes: 2 ** 20 })).rejects.toThrow(
    new RegExp(`^The training would need .* GiB, and this machine has .* ${parameterCount} weights.* Lower batchSize`),
  );
});

test('a teacher that does not fit beside its students is refused before anything is trained', async () => {
  const memoryBytes = 2 ** 27;
  await training({ texts: 64, memoryBytes });

  await expect(training({ texts: 64, memoryBytes, teacher: largeTeacher(TOKENS) })).rejects.toThrow(
    /^The training would need .* GiB, and this machine has/,
  );
});

test('fewer texts than a step reads are refused with both numbers', async () => {
  await expect(training({ texts: 63 })).rejects.toThrow(
    'There are 63 training rows with text, fewer than batchSize (64). Lower batchSize, or bring more rows.',
  );
});

test('validation texts that are all empty are none: nothing is measured on them', async () => {
  const looks: VaeLook[] = [];
  const validation = new ShortTexts(SETTINGS.textLength, vae.endId);
  validation.push([]);
  await training({ texts: 64, validation, onLook: (look) => void looks.push(look) });

  expect(looks).toMatchObject([
    { phase: 'baseline', quality: null },
    { phase: 'autoencoder', quality: null },
  ]);
});
