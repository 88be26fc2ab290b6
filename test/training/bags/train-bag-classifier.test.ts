import { afterAll, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Classifier } from '../../../src/evaluation/texts/classifier.js';
import { embedExternalData } from '../../../src/onnx/external-data.js';
import { MODEL_PATH } from '../../../src/onnx/model-files.js';
import { quantizeProducts } from '../../../src/onnx/rewrites/quantize-products.js';
import { indexOfLargest } from '../../../src/pipelines/classification.js';
import { labelTree } from '../../../src/pipelines/bags/label-tree.js';
import { bagOf, bagWord } from '../../../src/text/bags/bag-features.js';
import { cutWords } from '../../../src/text/bags/cut-words.js';
import {
  BAG_CLASSIFIER_DEFAULTS,
  type BagClassifierSettings,
  ClassifierObjective,
} from '../../../src/training/bags/bag-classifier-settings.js';
import { bagFiles } from '../../../src/training/bags/bag-files.js';
import { planBagMemory } from '../../../src/training/bags/bag-layout.js';
import type { LabelledText } from '../../../src/training/bags/collect-texts.js';
import {
  type TrainedBagClassifier,
  trainBagClassifier,
  type TrainBagOptions,
} from '../../../src/training/bags/train-bag-classifier.js';
import { topicSets, topicTexts } from '../topics.js';
import { inOneBatch, stateOfCutOff } from './bag-trainings.js';

const SETTINGS = { ...BAG_CLASSIFIER_DEFAULTS, dimensions: 10, buckets: 20_000, epochs: 10 };
const TEXTS = topicTexts(600).map(({ text, label }) => ({ text, labels: [label] }));
const UNSEEN = ['Goal! Match, the coach.', 'bread soup 好吃 zebra', '', '银行 bank loan team', 'xyzzy'];
const OBJECTIVES = Object.values(ClassifierObjective);
const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

function train(
  changes: Partial<BagClassifierSettings> = {},
  texts: readonly LabelledText[] = TEXTS,
  options: TrainBagOptions = {},
): Promise<TrainedBagClassifier> {
  return trainBagClassifier(inOneBatch(texts), { ...SETTINGS, ...changes }, options);
}

function opened(trained: TrainedBagClassifier, settings: BagClassifierSettings): Promise<Classifier> {
  return openedFiles(bagFiles(trained, settings));
}

async function openedFiles(files: ReadonlyMap<string, Uint8Array>): Promise<Classifier> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bags-'));
  folders.push(folder);
  for (const [path, bytes] of files) await writeFile(join(folder, path), bytes);
  return Classifier.open(folder);
}

/** What the rows say of a text, in numbers of 64 bits. */
function probabilitiesOf(trained: TrainedBagClassifier, settings: BagClassifierSettings, text: string): number[] {
  const { words, table, buckets, bucketRows, outputs, labels, labelCounts } = trained;
  const { dimensions, objective } = settings;
  const bagWords = cutWords(text, settings.cut).map((word) => bagWord(word, words.indexOf(word), settings));
  const bag = bagOf(bagWords, settings);
  const rows = [...bag.ids, ...bag.buckets.map((bucket) => bucketRows[buckets.indexOf(bucket)] ?? -1)];
  const hidden = Array.from({ length: dimensions }, (_, at) =>
    rows.reduce((sum, row) => sum + (row < 0 ? 0 : table[row * dimensions + at]!), 0),
  ).map((sum) => sum / rows.length);
  const scores = labels.map((_, row) => hidden.reduce((sum, x, at) => sum + x * outputs[row * dimensions + at]!, 0));
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  if (objective === 'SOFTMAX') {
    const sum = scores.reduce((total, score) => total + Math.exp(score), 0);
    return scores.map((score) => Math.exp(score) / sum);
  }
  if (objective !== 'HIERARCHICAL_SOFTMAX') return scores.map(sigmoid);
  return labelTree(labelCounts).map((path) =>
    path.reduce((product, { node, positive }) => product * sigmoid(positive ? scores[node]! : -scores[node]!), 1),
  );
}

test.each(OBJECTIVES)(
  'trained by %s, the served model gives the probabilities of the trainer to 1e-6, and answers unseen texts',
  async (objective) => {
    const settings = { ...SETTINGS, objective, minNgram: 2, maxNgram: 3, epochs: 15 };
    const trained = await train(settings);
    const classifier = await opened(trained, settings);
    const answers = await classifier.classify(UNSEEN);
    answers.forEach((probabilities, at) => {
      const expected = probabilitiesOf(trained, settings, UNSEEN[at]!);
      expected.forEach((value, label) => {
        expect(Math.abs(probabilities[label]! - value)).toBeLessThan(1e-6);
      });
    });
    const test = topicTexts(150, 600);
    const found = await classifier.classify(test.map(({ text }) => text));
    const right = found.filter((row, at) => classifier.labels[indexOfLargest(row)] === test[at]!.label);
    expect(right.length).toBeGreaterThan(140);
    await classifier.close();
  },
);

test('one thread and the same seed make the same files, byte for byte; another seed makes others', async () => {
  const [first, second, other] = await Promise.all([train(), train(), train({ seed: 2 })]);
  const files = bagFiles(first, SETTINGS);
  expect(bagFiles(second, SETTINGS)).toEqual(files);
  expect(bagFiles(other, SETTINGS)).not.toEqual(files);
});

test.each(OBJECTIVES)('two threads learn the same as one by %s, within noise', async (objective) => {
  const [single, settings] = [
    { ...SETTINGS, objective },
    { ...SETTINGS, objective, threads: 2 },
  ];
  const [one, two] = await Promise.all([train(single), train(settings)]);
  expect(Math.abs(one.loss - two.loss)).toBeLessThan(0.1);
  const [alone, together] = await Promise.all([opened(one, single), opened(two, settings)]);
  const texts = topicTexts(60, 600).map(({ text }) => text);
  const [a, b] = await Promise.all([alone.classify(texts), together.classify(texts)]);
  expect(b.map(indexOfLargest)).toEqual(a.map(indexOfLargest));
});

test('a training that is cut off goes on from its last state, and ends within noise of an unbroken one', async () => {
  const settings = { epochs: 400 };
  const whole = await train(settings);
  const state = await stateOfCutOff((options) => train(settings, TEXTS, options));
  const places: number[] = [];
  const resumed = await train(settings, TEXTS, { state, onProgress: ({ done }) => void places.push(done) });
  expect(Math.abs(resumed.loss - whole.loss)).toBeLessThan(0.01);
  expect(resumed.labels).toEqual(whole.labels);
  const other = await train({ dimensions: 11, epochs: 1 }, TEXTS, { state });
  expect(other.loss).toBeGreaterThan(0);
});

test('words and n-grams that the very same texts have are one row', async () => {
  const texts = [
    { text: 'red red green', labels: ['a'] },
    { text: 'blue yellow', labels: ['b'] },
  ];
  const { words, rowCount, buckets, bucketRows, table } = await train({ epochs: 1, cut: 'white-space' }, texts);
  expect(words).toEqual(['</s>', 'red', 'blue', 'green', 'yellow']);
  // "green" and the pairs "red red", "red green" and "green </s>" come once in the first text.
  expect(rowCount).toBe(5);
  expect(buckets).toHaveLength(5);
  expect([...bucketRows].sort()).toEqual([2, 2, 3, 3, 3]);
  expect(table.subarray(20, 30)).toEqual(table.subarray(40, 50));
});

test('a text of several labels teaches each of them, and one of none that none fits, by ONE_VS_ALL', async () => {
  const texts = Array.from({ length: 200 }, (_, at) => ({
    text: ['red', 'blue', 'red blue', 'green'][at % 4]!,
    labels: [['warm'], ['cold'], ['warm', 'cold'], []][at % 4]!,
  }));
  const settings = { ...SETTINGS, objective: ClassifierObjective.ONE_VS_ALL, threshold: 0.6, epochs: 30 };
  const trained = await train(settings, texts);
  const classifier = await opened(trained, settings);
  expect(classifier.task).toBe('MULTI_LABEL');
  const { probabilities, chosen } = await classifier.label(['red blue', 'red', 'blue', 'green']);
  expect([...probabilities[0]!].every((probability) => probability > 0.9)).toBe(true);
  const given = chosen.map((row) => trained.labels.filter((_, label) => row[label] === 1).sort());
  expect(given).toEqual([['cold', 'warm'], ['warm'], ['cold'], []]);
});

test('a classifier of any number of labels gives nearly the same probabilities after product quantization', async () => {
  const texts = topicSets(1_500);
  const settings = {
    ...{ ...SETTINGS, objective: ClassifierObjective.ONE_VS_ALL, threshold: 0.5, epochs: 5 },
    ...{ wordNgrams: 5, dimensions: 16 },
  };
  const trained = await train(settings, texts);
  const files = bagFiles(trained, settings);
  const graph = await embedExternalData(files.get(MODEL_PATH)!, (path) => Promise.resolve(files.get(path)!));
  const { bytes } = await quantizeProducts(graph);
  const [whole, quantized] = [
    await opened(trained, settings),
    await openedFiles(new Map(files).set(MODEL_PATH, bytes)),
  ];
  const unseen = topicSets(1_600).slice(1_500);
  const [before, after] = [whole, quantized].map((model) => model.label(unseen.map(({ text }) => text)));
  const [first, second] = [await before!, await after!];
  const same = second.chosen.filter((row, at) => row.every((value, label) => value === first.chosen[at]![label]));
  expect(same.length).toBeGreaterThan(90);
  expect(second.probabilities).not.toEqual(first.probabilities);
});

test('by the other objectives a text teaches one of its labels a pass, so they share its probability', async () => {
  const texts = Array.from({ length: 200 }, (_, at) => ({
    text: ['red', 'blue', 'red blue'][at % 3]!,
    labels: [['warm'], ['cold'], ['warm', 'cold']][at % 3]!,
  }));
  const settings = { ...SETTINGS, threshold: 0.3, epochs: 30 };
  const classifier = await opened(await train(settings, texts), settings);
  const [both] = (await classifier.label(['red blue'])).probabilities;
  for (const probability of both!) expect(Math.abs(probability - 0.5)).toBeLessThan(0.15);
});

test('a label of one text, an empty text and a word as long as a text are learnt from like others', async () => {
  const texts = [...TEXTS, { text: '', labels: ['empty'] }, { text: 'x'.repeat(100_000), labels: ['long'] }];
  const trained = await train({ epochs: 60, maxNgram: 3, minNgram: 3 }, texts);
  expect(trained.labels).toHaveLength(5);
  const settings = { ...SETTINGS, maxNgram: 3, minNgram: 3 };
  const [empty, long] = await (await opened(trained, settings)).classify(['', 'x'.repeat(100_000)]);
  expect(trained.labels[indexOfLargest(empty!)]).toBe('empty');
  expect(trained.labels[indexOfLargest(long!)]).toBe('long');
});

test.each([
  ['one label', {}, [{ text: 'a', labels: ['x'] }], 'at least two labels; the training split has x.'],
  ['no text', {}, [], 'at least two labels; the training split has none.'],
  ['no frequent word', { minCount: 1_000_000 }, TEXTS, /none occurs at least 1000000 times.+lower minCount/],
  ['a rate that is too high', { learningRate: 1e30 }, TEXTS, 'Lower learningRate.'],
] as const)('%s is refused with what to do', async (_what, changes, texts, message) => {
  await expect(train(changes, texts)).rejects.toThrow(message);
});

test('what does not fit into memory is refused with what takes the room', () => {
  const texts = { textCount: 0, labels: ['a', 'b'], labelCounts: [1, 1], labelsOf: () => [] };
  const grouped = { sizes: new Int32Array(2_000_000), groups: new Int32Array(10) };
  const settings = { ...SETTINGS, dimensions: 1_000 };
  expect(() => planBagMemory(texts as never, grouped, settings)).toThrow(
    /2000000 vectors of words and n-grams .+ need .+ GiB, and .+ Lower dimensions/,
  );
});
