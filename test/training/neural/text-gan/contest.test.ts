import { expect, test } from '@jest/globals';
import { adam } from '../../../../src/onnx/training/optimizers/adam.js';
import { sgd } from '../../../../src/onnx/training/optimizers/sgd.js';
import { constant } from '../../../../src/onnx/training/schedules.js';
import { Trainer } from '../../../../src/onnx/training/trainer.js';
import { tensor, type Tensors } from '../../../../src/onnx/tensor.js';
import { RecurrentCellKind } from '../../../../src/training/neural/language-model/recurrent/recurrent-network.js';
import {
  type Contest,
  DISCRIMINATOR,
  discriminatorStep,
  GENERATOR,
  generatorStep,
} from '../../../../src/training/neural/text-gan/contest.js';
import { refusalIn } from '../../../../src/training/setting-limits.js';
import { ShortTexts, TextBatches } from '../../../../src/training/neural/short-texts/short-texts.js';
import { TextWriter } from '../../../../src/training/neural/short-texts/write-texts.js';
import { alongGradient, combined } from '../along-gradient.js';
import { decidedText, TOKENS } from '../language-networks.js';

const LENGTH = 6;
const END = 0;
const BATCH = 16;

const contest: Contest = {
  generator: {
    endId: END,
    network: {
      ...{ cell: RecurrentCellKind.LSTM, vocabularySize: TOKENS, layers: 1, hiddenSize: 12, embeddingSize: 8 },
      ...{ tiedEmbeddings: true, dropout: 0 },
    },
  },
  discriminator: { vocabularySize: TOKENS, representations: 3, representationSize: 4, filters: 6 },
  window: { batch: BATCH, steps: LENGTH },
};

const notOf = (prefix: string) => (name: string) => !name.startsWith(prefix);

/** Both networks with their first weights. */
async function firstWeights(): Promise<{ generator: Tensors; discriminator: Tensors }> {
  const common = { optimizer: sgd(), schedule: constant(1), steps: 1, seed: 5 };
  const [generator, discriminator] = await Promise.all([
    Trainer.create(generatorStep(contest), { ...common, isFrozen: notOf(GENERATOR) }),
    Trainer.create(discriminatorStep(contest), { ...common, isFrozen: notOf(DISCRIMINATOR) }),
  ]);
  const weights = { generator: generator.parameters, discriminator: discriminator.parameters };
  await Promise.all([generator.release(), discriminator.release()]);
  return weights;
}

/** Texts in which each token decides the next. */
function decidedBatches(): TextBatches {
  const texts = new ShortTexts(LENGTH, END);
  for (let at = 0; at < 60; at++) texts.push(decidedText(LENGTH, 1 + (at % (TOKENS - 1))));
  return new TextBatches(texts, contest.window, 1, refusalIn('textGan'));
}

function inputs(count: number, inverseTemperature: number): Tensors {
  return {
    real: decidedBatches().padded(1, 0, count),
    inverse_temperature: tensor('FP32', [count], new Float32Array(count).fill(inverseTemperature)),
  };
}

/** Loss of the generator's step, and its weights after a step of gradient descent at rate 1. */
async function stepFrom(weights: Tensors, frozen: Tensors): Promise<{ loss: number; next: Tensors }> {
  const options = { optimizer: sgd(), schedule: constant(1), steps: 1, seed: 5, isFrozen: notOf(GENERATOR) };
  const trainer = await Trainer.create(generatorStep(contest), options, weights);
  try {
    const { losses } = await trainer.run(inputs(1, 2), frozen);
    return { loss: losses[0]!, next: trainer.parameters };
  } finally {
    await trainer.release();
  }
}

test("along its gradient, the generator's loss changes as differences say, through the Gumbel softmax and the discriminator", async () => {
  const { generator, discriminator } = await firstWeights();
  // Vectors far apart make the loss depend on which tokens are chosen.
  const seeing = scaled(discriminator, 6);
  const { length, share } = await alongGradient(generator, (weights) => stepFrom(weights, seeing), 0.02);

  expect(length).toBeGreaterThan(0.001);
  expect(share).toBeCloseTo(1, 1);
});

test('the discriminator learns to tell texts from those of a generator that knows nothing', async () => {
  const { generator } = await firstWeights();
  const options = { optimizer: adam(), schedule: constant(0.01), steps: 60, seed: 5, isFrozen: notOf(DISCRIMINATOR) };
  const trainer = await Trainer.create(discriminatorStep(contest), options);
  const { losses } = await trainer.run(inputs(60, 100), generator);
  await trainer.release();

  // A coin would do as well as it does at first.
  expect(losses[0]).toBeCloseTo(Math.LN2, 1);
  expect(mean(losses.slice(-10))).toBeLessThan(0.15);
});

test('the generator learns to be taken for people by a discriminator that stays as it is', async () => {
  const { generator } = await firstWeights();
  const judge = await Trainer.create(discriminatorStep(contest), {
    ...{ optimizer: adam(), schedule: constant(0.01), steps: 40, seed: 5, isFrozen: notOf(DISCRIMINATOR) },
  });
  await judge.run(inputs(40, 2), generator);
  const options = { optimizer: adam(), schedule: constant(0.01), steps: 40, seed: 5, isFrozen: notOf(GENERATOR) };
  const trainer = await Trainer.create(generatorStep(contest), options, generator);
  const { losses } = await trainer.run(inputs(40, 2), judge.parameters);
  await Promise.all([judge.release(), trainer.release()]);

  expect(mean(losses.slice(-5))).toBeLessThan(0.7 * mean(losses.slice(0, 5)));
});

test('texts are written as often as the softmax of the logits at their temperature says', async () => {
  const { generator } = await firstWeights();
  const weights = Object.fromEntries(
    Object.entries(generator).map(([name, values]) => [name.slice(GENERATOR.length), values]),
  );
  // Without a memory of anything, the first token has the odds of its bias.
  const silent = {
    ...scaled(weights, 0),
    'tokens.bias': tensor('FP32', [TOKENS], Float32Array.of(0, 2, 1, 0, 0, 0, -2)),
  };
  await using writer = await TextWriter.open(contest.generator, LENGTH);
  const texts = await writer.write(silent, 2_000, { temperature: 2, seed: 3, stream: 0 });
  const masses = [0, 2, 1, 0, 0, 0, -2].map((logit) => Math.exp(logit / 2));
  const all = masses.reduce((sum, mass) => sum + mass, 0);

  expect(texts).toHaveLength(2_000);
  masses.forEach((mass, token) => {
    const share = texts.filter(([first]) => first === token).length / texts.length;
    expect(Math.abs(share - mass / all)).toBeLessThan(0.04);
  });
  for (const text of texts) expect(text.indexOf(END) === text.length - 1 || text.length === LENGTH).toBe(true);
});

function scaled(weights: Tensors, by: number): Tensors {
  return combined(weights, weights, (value) => by * value);
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
