import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Classifier } from '../../src/evaluation/texts/classifier.js';
import { indexOfLargest } from '../../src/pipelines/classification.js';
import { DEFAULT_THRESHOLD } from '../../src/pipelines/classification.js';
import type { BagClassifierSettings } from '../../src/training/bags/bag-classifier-settings.js';
import {
  formatExamples,
  formatMultiLabel,
  parseExamples,
  parseMultiLabel,
  randomSplit,
  spamMails,
} from '../maxent/data.js';
import type { Contender, Contest, Peer, Quality, Text, Trial } from './contest.js';

/** What both are told; words are cut at white space by both. */
const SETTINGS = { dimensions: 100, epochs: 25, learningRate: 0.5, wordNgrams: 2, buckets: 2_000_000 } as const;
const TRAIN_FILE = 'labelled.train';
const TEST_FILE = 'labelled.test';
const BATCH = 64;

/** Labelled texts beside Facebook's fastText: a random 80 of 100 to learn from, and how good both are on the others. */
export const SUPERVISED_CONTESTS: readonly Contest[] = [
  {
    model: 'supervised',
    peer: peerWith('softmax'),
    text: async ({ labelled }, _, folder) => {
      const examples = labelled ? parseExamples(await readFile(labelled, 'utf8')) : spamMails();
      const { train, test } = randomSplit(examples, 1);
      return writeTexts(folder, formatExamples(train), formatExamples(test));
    },
    ours: (trial) => oursWith({}, trial),
    qualityOf: (output, { fasttext }) => accuracyOf(output, fasttext),
  },
  {
    model: 'multi-label',
    peer: peerWith('ova'),
    text: async ({ labelled }, _, folder) => {
      const examples = labelled ? parseMultiLabel(await readFile(labelled, 'utf8')) : [];
      // Lines of one label each are what the other contest is for.
      if (examples.every(({ labels }) => labels.length < 2)) return null;
      const { train, test } = randomSplit(examples, 1);
      return writeTexts(folder, formatMultiLabel(train), formatMultiLabel(test));
    },
    ours: (trial) => oursWith({ objective: 'ONE_VS_ALL', threshold: DEFAULT_THRESHOLD }, trial),
    qualityOf: (output, { fasttext }) => multiLabelQualityOf(output, fasttext),
  },
];

function peerWith(loss: string): Peer {
  return {
    name: 'fastText',
    option: 'fasttext',
    takesSeeds: true,
    contender: (program, { path, folder, threads, seed }) => {
      const output = join(folder, 'fasttext');
      const { dimensions, epochs, learningRate, wordNgrams, buckets } = SETTINGS;
      const settings = {
        ...{ input: path, output, loss, thread: threads, seed, dim: dimensions, epoch: epochs },
        ...{ lr: learningRate, wordNgrams, bucket: buckets },
      };
      const args = Object.entries(settings).flatMap(([name, value]) => [`-${name}`, String(value)]);
      return { program, args: ['supervised', ...args], output: `${output}.bin` };
    },
  };
}

function oursWith(changes: Partial<BagClassifierSettings>, { path, folder, threads, seed }: Trial): Contender {
  const output = join(folder, 'ours');
  const settings: Partial<BagClassifierSettings> = { ...SETTINGS, ...changes, cut: 'white-space', threads, seed };
  const program = join(import.meta.dirname, 'train-classifier.js');
  return { program: process.execPath, args: [program, path, output, JSON.stringify(settings)], output };
}

async function writeTexts(folder: string, train: string, test: string): Promise<Text> {
  await writeFile(join(folder, TEST_FILE), test);
  const path = join(folder, TRAIN_FILE);
  await writeFile(path, train);
  // Labels are counted too, as fastText does.
  return { path, words: train.split(/\s+/).length - 1 };
}

async function accuracyOf(output: string, fasttext: string | undefined): Promise<Quality> {
  const test = testFileOf(output);
  const examples = parseExamples(await readFile(test, 'utf8'));
  const answers = output.endsWith('.bin')
    ? predictedLabels(fasttext!, ['predict', output, test]).map(([label]) => label)
    : await answersOf(
        output,
        examples.map(({ text }) => text),
      );
  return { accuracy: examples.filter(({ label }, at) => label === answers[at]).length / examples.length };
}

/** F1 over all decisions from a probability of 0.5 on, and how often the likeliest label is right. */
async function multiLabelQualityOf(output: string, fasttext: string | undefined): Promise<Quality> {
  const test = testFileOf(output);
  const examples = parseMultiLabel(await readFile(test, 'utf8'));
  const answers = output.endsWith('.bin')
    ? theirLabelsOf(fasttext!, output, test)
    : await labelsOf(
        output,
        examples.map(({ text }) => text),
      );
  let [right, given, wanted, first] = [0, 0, 0, 0];
  examples.forEach(({ labels }, at) => {
    const { likeliest, chosen } = answers[at]!;
    right += chosen.filter((label) => labels.includes(label)).length;
    given += chosen.length;
    wanted += labels.length;
    if (labels.includes(likeliest)) first++;
  });
  return { f1: (2 * right) / (given + wanted), 'precision at 1': first / examples.length };
}

interface GivenLabels {
  readonly likeliest: string;
  readonly chosen: readonly string[];
}

function theirLabelsOf(fasttext: string, output: string, test: string): GivenLabels[] {
  const chosen = predictedLabels(fasttext, ['predict', output, test, '-1', String(DEFAULT_THRESHOLD)]);
  const likeliest = predictedLabels(fasttext, ['predict', output, test]);
  return likeliest.map(([label = ''], at) => ({ likeliest: label, chosen: chosen[at]! }));
}

/** Labels that fastText prints for each line, without their prefix. */
function predictedLabels(fasttext: string, args: readonly string[]): string[][] {
  const lines = execFileSync(fasttext, args, { encoding: 'utf8' }).replace(/\n$/, '').split('\n');
  return lines.map((line) =>
    line
      .split(' ')
      .filter(Boolean)
      .map((label) => label.slice('__label__'.length)),
  );
}

function testFileOf(output: string): string {
  return join(dirname(output), '..', TEST_FILE);
}

/** The labels that a version of ours gives. */
async function labelsOf(folder: string, texts: readonly string[]): Promise<GivenLabels[]> {
  const classifier = await Classifier.open(folder);
  const given: GivenLabels[] = [];
  for (let from = 0; from < texts.length; from += BATCH) {
    const { probabilities, chosen } = await classifier.label(texts.slice(from, from + BATCH));
    for (const [row, values] of probabilities.entries())
      given.push({
        likeliest: classifier.labels[indexOfLargest(values)]!,
        chosen: classifier.labels.filter((_, label) => chosen[row]![label] === 1),
      });
  }
  await classifier.close();
  return given;
}

/** What the version answers as it is served. */
async function answersOf(folder: string, texts: readonly string[]): Promise<string[]> {
  const classifier = await Classifier.open(folder);
  const answers: string[] = [];
  for (let from = 0; from < texts.length; from += BATCH) {
    const rows = await classifier.classify(texts.slice(from, from + BATCH));
    answers.push(...rows.map((row) => classifier.labels[indexOfLargest(row)]!));
  }
  await classifier.close();
  return answers;
}
