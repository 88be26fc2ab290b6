import { expect, test } from '@jest/globals';
import { permutation } from '../../../src/numerics/random.js';
import { bagOf, bagWord } from '../../../src/text/bags/bag-features.js';
import { cutWords } from '../../../src/text/bags/cut-words.js';
import {
  BAG_CLASSIFIER_DEFAULTS,
  type BagClassifierSettings,
} from '../../../src/training/bags/bag-classifier-settings.js';
import { planBagMemory } from '../../../src/training/bags/bag-layout.js';
import type { LabelledText } from '../../../src/training/bags/collect-texts.js';
import {
  type TrainBagOptions,
  type TrainedBagClassifier,
  trainBagClassifier,
} from '../../../src/training/bags/train-bag-classifier.js';
import type { DistillationSettings } from '../../../src/training/distillation/distillation.js';
import { softenedEach, softenedProbabilities } from '../../../src/training/distillation/softened.js';
import { topicTexts } from '../topics.js';
import { inOneBatch, stateOfCutOff } from './bag-trainings.js';

const SETTINGS = { ...BAG_CLASSIFIER_DEFAULTS, dimensions: 6, wordNgrams: 1, buckets: 100, epochs: 2 };
const SHARES = [
  { temperature: 1, alpha: 0.4 },
  { temperature: 3, alpha: 0.7 },
  { temperature: 2, alpha: 1 },
];
const TEXTS = topicTexts(6).map(({ text, label }) => ({ text, labels: [label] }));

type Answer = (text: number, labels: readonly string[]) => Float32Array;

function train(
  texts: readonly LabelledText[],
  settings: BagClassifierSettings,
  taught: (DistillationSettings & { readonly answer: Answer; readonly labels: readonly string[] }) | null = null,
  options: TrainBagOptions = {},
): Promise<TrainedBagClassifier> {
  const teacher = taught && {
    labels: taught.labels,
    answers: (labels: readonly string[]) => {
      const { temperature, alpha } = taught;
      const answers = texts.flatMap((_, text) => [...taught.answer(text, labels)]);
      return Promise.resolve({ temperature, alpha, answers: Float32Array.from(answers) });
    },
  };
  return trainBagClassifier(inOneBatch(texts), settings, { ...options, teacher });
}

/** What a teacher says of a text: differently of each label, and nothing that its label says. */
const OPINIONS = { food: 0.15, money: 0.6, sport: 0.25 };
const opinionOf: Answer = (text, labels) =>
  Float32Array.from(labels, (label) => OPINIONS[label as keyof typeof OPINIONS] * (text % 2 === 0 ? 1 : 0.5));

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const softmaxOf = (scores: readonly number[]) => {
  const sum = scores.reduce((all, score) => all + Math.exp(score), 0);
  return scores.map((score) => Math.exp(score) / sum);
};
const divergence = (p: number, q: number) => (p === 0 ? 0 : p * Math.log(p / q));

/** The loss of a distillation by its definition. @param own (labels,) whether the text has each */
function lossOf(
  scores: readonly number[],
  own: readonly number[],
  answer: Float32Array,
  { temperature, alpha }: DistillationSettings,
  objective: 'SOFTMAX' | 'ONE_VS_ALL',
): number {
  const divided = scores.map((score) => score / temperature);
  const sum = (each: (label: number) => number) => own.reduce((all, _, label) => all + each(label), 0);
  if (objective === 'SOFTMAX') {
    const [p, atT] = [softmaxOf(scores), softmaxOf(divided)];
    const taught = sum((label) => divergence(answer[label]!, atT[label]!));
    return alpha * temperature ** 2 * taught + (1 - alpha) * sum((label) => divergence(own[label]!, p[label]!));
  }
  const both = (wanted: number, probability: number) =>
    divergence(wanted, probability) + divergence(1 - wanted, 1 - probability);
  const taught = sum((label) => both(answer[label]!, sigmoid(divided[label]!)));
  return alpha * temperature ** 2 * taught + (1 - alpha) * sum((label) => both(own[label]!, sigmoid(scores[label]!)));
}

testSteps('SOFTMAX', softenedProbabilities);
testSteps('ONE_VS_ALL', softenedEach);

function testSteps(objective: 'SOFTMAX' | 'ONE_VS_ALL', softened: typeof softenedEach): void {
  test.each(SHARES)(
    `steps by ${objective} go down the loss of a distillation: temperature $temperature, alpha $alpha`,
    async (shares) => {
      const settings = { ...SETTINGS, objective };
      const answer: Answer = (text, labels) => {
        const opinion = opinionOf(text, labels);
        const whole = objective === 'SOFTMAX' ? opinion.map((p) => p / opinion.reduce((a, b) => a + b)) : opinion;
        return softened(whole, shares.temperature);
      };
      const taught = { ...shares, answer, labels: ['money', 'food', 'sport'] };
      const before = await train(TEXTS, { ...settings, learningRate: 1e-20 }, taught);
      const trained = await train(TEXTS, settings, taught);
      const expected = descended(before, settings, (text, scores) => {
        const own = before.labels.map((label) => (TEXTS[text]!.labels[0] === label ? 1 : 0));
        return lossOf(scores, own, answer(text, before.labels), shares, objective);
      });
      for (const rows of ['table', 'outputs'] as const)
        trained[rows].forEach((value, at) => {
          expect(Math.abs(value - expected[rows][at]!)).toBeLessThan(2e-5);
        });
      expect(trained.loss).toBeCloseTo(expected.loss, 4);
    },
  );
}

/** Stochastic gradient descent as the trainer does it, in numbers of 64 bits, with slopes from differences. */
function descended(
  { words, labels, table, outputs }: TrainedBagClassifier,
  settings: BagClassifierSettings,
  loss: (text: number, scores: readonly number[]) => number,
): { table: Float64Array; outputs: Float64Array; loss: number } {
  const { dimensions, epochs, learningRate, seed } = settings;
  const [inputs, rows] = [Float64Array.from(table), Float64Array.from(outputs)];
  const total = epochs * TEXTS.length;
  let [done, sum] = [0, 0];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = permutation(TEXTS.length, seed, 1 + epoch);
    for (const text of order) {
      const bagWords = cutWords(TEXTS[text]!.text, settings.cut).map((word) =>
        bagWord(word, words.indexOf(word), settings),
      );
      const { ids } = bagOf(bagWords, settings);
      const hidden = Array.from({ length: dimensions }, (_, at) =>
        ids.reduce((all, id) => all + inputs[id * dimensions + at]! / ids.length, 0),
      );
      const scores = labels.map((_, label) =>
        hidden.reduce((all, x, at) => all + x * rows[label * dimensions + at]!, 0),
      );
      const rate = learningRate * (1 - done / total);
      const slopes = scores.map((score, label) => {
        const moved = (by: number) => loss(text, scores.with(label, score + by));
        return (moved(1e-5) - moved(-1e-5)) / 2e-5;
      });
      const error = hidden.map((_, at) =>
        slopes.reduce((all, slope, label) => all - rate * slope * rows[label * dimensions + at]!, 0),
      );
      slopes.forEach((slope, label) => {
        hidden.forEach((x, at) => (rows[label * dimensions + at]! -= rate * slope * x));
      });
      for (const id of ids) error.forEach((e, at) => (inputs[id * dimensions + at]! += e / ids.length));
      sum += loss(text, scores);
      done++;
    }
  }
  return { table: inputs, outputs: rows, loss: sum / total };
}

test('labels are those of the teacher, and a student comes to answer as it does', async () => {
  const texts = topicTexts(300).map(({ text }, row) => ({ text, labels: [row % 2 === 0 ? 'food' : 'sport'] }));
  const answer: Answer = (_, labels) => Float32Array.from(labels, (label) => OPINIONS[label as keyof typeof OPINIONS]);
  const shares = { temperature: 1, alpha: 1, answer };
  const settings = { ...SETTINGS, epochs: 5 };
  const taught = await train(texts, settings, { ...shares, labels: ['food', 'sport', 'money'] });
  expect(taught.labels).toEqual(['food', 'sport', 'money']);
  expect(taught.labelCounts).toEqual([150, 150, 0]);
  expect(taught.loss).toBeLessThan(0.2);
  const alone = await train(texts, settings);
  expect(alone.labels).toEqual(['food', 'sport']);
});

test('a student that is cut off goes on from its last state, and learns from its teacher to the end', async () => {
  const texts = topicTexts(300).map(({ text, label }) => ({ text, labels: [label] }));
  const answer: Answer = (_, labels) => Float32Array.from(labels, (label) => OPINIONS[label as keyof typeof OPINIONS]);
  const taught = { temperature: 1, alpha: 0.5, answer, labels: ['food', 'money', 'sport'] };
  const settings = { ...SETTINGS, epochs: 400 };
  const state = await stateOfCutOff((options) => train(texts, settings, taught, options));
  const [resumed, whole] = [await train(texts, settings, taught, { state }), await train(texts, settings, taught)];
  expect(Math.abs(resumed.loss - whole.loss)).toBeLessThan(0.01);
  // By labels alone it would fall to nothing, as what they say is in the words.
  expect(whole.loss).toBeGreaterThan(0.2);
});

test('answers of a teacher are counted before memory is taken, and where they are most of it, the refusal says what makes them fewer', () => {
  const counts = Array.from({ length: 1_000 }, () => 1);
  const texts = { textCount: 2_000_000, labels: counts.map(String), labelCounts: counts, labelsOf: () => [0] };
  const grouped = { sizes: new Int32Array(10), groups: new Int32Array(10) } as never;
  const plan = (isTaught: boolean) =>
    planBagMemory(texts as never, grouped, SETTINGS, { isTaught, memoryBytes: 64 * 2 ** 30 });
  plan(false);
  expect(() => plan(true)).toThrow(
    "and the texts and a teacher's answers need 7.5 GiB, and one WebAssembly memory has 4. " +
      'Most of it is answers: leave out distillation, or train on a split of fewer than 2000000 rows.',
  );
  const fewTexts = { ...texts, textCount: 1_000 };
  const manyWords = { sizes: new Int32Array(20_000_000), groups: new Int32Array(10) };
  const manyDimensions = { ...SETTINGS, dimensions: 100 };
  expect(() => planBagMemory(fewTexts as never, manyWords, manyDimensions, { isTaught: true })).toThrow(
    /a teacher's answers need .+\. Lower dimensions/,
  );
});
