import { expect, test } from '@jest/globals';
import { createSession } from '../../../src/onnx/runtime/session.js';
import type { Tensors } from '../../../src/onnx/tensor.js';
import { adam } from '../../../src/onnx/training/optimizers/adam.js';
import { constant } from '../../../src/onnx/training/schedules.js';
import { Evaluator, Trainer } from '../../../src/onnx/training/trainer.js';
import {
  classifierWeightCount,
  LOGITS,
  servedClassifier,
  trainedClassifier,
} from '../../../src/training/neural/classifier/classifier-network.js';
import { classifierTokens } from '../../../src/training/neural/classifier/classifier-tokens.js';
import { EncodedTexts } from '../../../src/training/neural/classifier/encoded-texts.js';
import { measuringBatches, TextBatches } from '../../../src/training/neural/classifier/text-batches.js';
import { trainClassifier } from '../../../src/training/neural/classifier/train-classifier.js';
import { assertFitsIntoMemory } from '../../../src/training/neural/memory.js';
import { refusalIn } from '../../../src/training/setting-limits.js';
import { topicTexts } from '../topics.js';

const SHAPE = { layers: 1, heads: 2, hiddenSize: 16, feedForwardSize: 24, dropout: 0.1 };
const BATCH = 8;

async function encoded(count: number) {
  // Texts of one to a dozen words.
  const examples = topicTexts(count, 0, 12).map(({ text, label }, at) => ({
    ...{
      label,
      text: text
        .split(' ')
        .slice(0, 1 + (at % 12))
        .join(' ')
        .toUpperCase(),
    },
  }));
  const source = async function* () {
    yield await Promise.resolve(examples);
  };
  const tokens = await classifierTokens(source(), { vocabularySize: 300, lowercase: true });
  const texts = await EncodedTexts.encode(source(), tokens.tokenizer, tokens.labels, 40);
  const network = { ...SHAPE, vocabularySize: tokens.vocabularySize, labelCount: tokens.labels.length };
  return { tokens, texts, network, source };
}

const valuesOf = (given: Tensors, name: string) => Array.from(given[name]!.data as ArrayLike<bigint>, Number);

test('an epoch goes over the texts once, in another order each time, and over the same however many steps a call makes', async () => {
  const { texts } = await encoded(83);
  const batches = new TextBatches(texts, BATCH, 1);
  const epochOf = (epoch: number, most: number) => {
    const rows: string[] = [];
    for (let first = 0; first < batches.perEpoch;) {
      const { count, inputs } = batches.steps(epoch, first, Math.min(most, batches.perEpoch - first));
      const [steps = 0, size = 0, width = 0] = inputs.tokens!.dims;
      const [tokens, known] = [valuesOf(inputs, 'tokens'), valuesOf(inputs, 'known')];
      for (let row = 0; row < steps * size; row++)
        rows.push(
          tokens
            .slice(row * width, (row + 1) * width)
            .filter((_, at) => known[row * width + at])
            .join(),
        );
      first += count;
    }
    return rows;
  };
  const all = Array.from({ length: texts.count }, (_, text) => texts.tokensOf(text).join());
  const counted = (rows: readonly string[]) => {
    const counts = new Map<string, number>();
    for (const row of rows) counts.set(row, (counts.get(row) ?? 0) + 1);
    return counts;
  };

  expect(batches.perEpoch).toBe(10);
  expect(epochOf(0, 1)).toEqual(epochOf(0, 7));
  expect(epochOf(0, 7)).not.toEqual(epochOf(1, 7));
  const known = counted(all);
  for (const [row, count] of counted(epochOf(0, 7))) expect(known.get(row)).toBeGreaterThanOrEqual(count);
});

test('what is served is what was trained, whatever else is in the batch', async () => {
  const { texts, network } = await encoded(40);
  const settings = { optimizer: adam(), schedule: constant(0.01), steps: 5, seed: 3, clipNorm: 5 };
  const trainer = await Trainer.create(trainedClassifier(network, BATCH), settings);
  const batches = new TextBatches(texts, BATCH, 1);
  for (let step = 0; step < 5; step++) await trainer.run(batches.steps(0, step, 1).inputs);
  const { parameters: weights, parameterCount } = trainer;
  await trainer.release();
  expect(classifierWeightCount(network)).toBe(parameterCount);

  const evaluator = await Evaluator.create(trainedClassifier(network, BATCH));
  let trained = 0;
  for (let step = 0; step < 5; step++)
    trained += BATCH * (await evaluator.run(weights, batches.steps(0, step, 1).inputs))[0]!;
  await evaluator.release();

  const session = await createSession(servedClassifier(network, weights));
  // As many at once as there are, and each alone: in other batches than in training.
  for (const size of [texts.count, 1]) {
    let served = 0;
    for (const { inputs, labels } of measuringBatches(texts, size)) {
      const { [LOGITS]: logits } = await session.run(inputs);
      labels.forEach((label, row) => {
        const scores = Array.from(logits!.data as Float32Array).slice(row * 3, row * 3 + 3);
        served += Math.log(scores.reduce((sum, score) => sum + Math.exp(score), 0)) - scores[label]!;
      });
    }
    expect(Math.abs(served - trained)).toBeLessThan(1e-5 * texts.count);
  }
  await session.release();
});

test('texts of three topics are told apart, and a training that is broken off goes on as if it had not been', async () => {
  const { texts, network } = await encoded(240);
  const plan = {
    ...{
      epochs: 6,
      patience: null,
      batchSize: 16,
      optimizer: adam(),
      schedule: constant(0.01),
      clipNorm: 1,
      threads: 1,
      seed: 1,
    },
    refuse: refusalIn('transformerClassifier'),
  };
  const accuracies: number[] = [];
  const states: Uint8Array[] = [];
  const whole = await trainClassifier(network, texts, plan, {
    validation: texts,
    onEpoch: ({ quality }) => {
      accuracies.push(quality!.accuracy);
      return Promise.resolve();
    },
    onState: (state) => {
      states.push(state);
      return Promise.resolve();
    },
  });
  const resumed = await trainClassifier(network, texts, plan, { validation: texts, state: states[1]! });

  expect(accuracies.at(-1)).toBeGreaterThan(0.9);
  expect(resumed).toEqual(whole);
});

test('what does not fit into memory is refused before a teacher is asked, and so are answers of one', async () => {
  const { texts, network } = await encoded(40);
  const plan = {
    ...{
      epochs: 1,
      patience: null,
      batchSize: 16,
      optimizer: adam(),
      schedule: constant(0.01),
      clipNorm: 1,
      threads: 1,
      seed: 1,
    },
    refuse: refusalIn('transformerClassifier'),
  };

  const teacher = { answers: () => Promise.reject(new Error('asked')) };
  await expect(trainClassifier(network, texts, plan, { memoryBytes: 1_000_000, teacher })).rejects.toThrow(
    /^The training would need .* GiB, and this machine has .*Lower batchSize/,
  );
  const need = { ...{ weightCount: 1_000, activationCount: 1_000, slots: 2 }, answerCount: 1_000_000 * 1_000 };
  expect(() => {
    assertFitsIntoMemory(need, 2 ** 31, plan.refuse);
  }).toThrow(
    'The training would need 3.7 GiB, and this machine has 2, most of it for 1000000000 numbers that the teacher answers the rows with. ' +
      'Leave out distillation, or train on a split of fewer rows.',
  );
});
