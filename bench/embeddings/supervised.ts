import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Classifier } from '../../src/evaluation/classifier.js';
import { indexOfLargest } from '../../src/pipelines/classification.js';
import type { BagClassifierSettings } from '../../src/training/bags/bag-classifier-settings.js';
import { formatExamples, parseExamples, randomSplit, spamMails } from '../maxent/data.js';
import type { Contest, Quality } from './contest.js';

/** What both are told; words are cut at white space by both. */
const SETTINGS = { dimensions: 100, epochs: 25, learningRate: 0.5, wordNgrams: 2, buckets: 2_000_000 } as const;
const TRAIN_FILE = 'labelled.train';
const TEST_FILE = 'labelled.test';
const BATCH = 64;

/** Labelled texts beside Facebook's fastText: a random 80 of 100 to learn from, and accuracy on the others. */
export const SUPERVISED_CONTESTS: readonly Contest[] = [
  {
    model: 'supervised',
    peer: {
      name: 'fastText',
      option: 'fasttext',
      takesSeeds: true,
      contender: (program, { path, folder, threads, seed }) => {
        const output = join(folder, 'fasttext');
        const { dimensions, epochs, learningRate, wordNgrams, buckets } = SETTINGS;
        const settings = {
          ...{ input: path, output, thread: threads, seed, dim: dimensions, epoch: epochs },
          ...{ lr: learningRate, wordNgrams, bucket: buckets },
        };
        const args = Object.entries(settings).flatMap(([name, value]) => [`-${name}`, String(value)]);
        return { program, args: ['supervised', ...args], output: `${output}.bin` };
      },
    },
    text: async ({ labelled }, _, folder) => {
      const examples = labelled ? parseExamples(await readFile(labelled, 'utf8')) : spamMails();
      const { train, test } = randomSplit(examples, 1);
      await writeFile(join(folder, TEST_FILE), formatExamples(test));
      const lines = formatExamples(train);
      const path = join(folder, TRAIN_FILE);
      await writeFile(path, lines);
      // Labels are counted too, as fastText does.
      return { path, words: lines.split(/\s+/).length - 1 };
    },
    ours: ({ path, folder, threads, seed }) => {
      const output = join(folder, 'ours');
      const settings: Partial<BagClassifierSettings> = { ...SETTINGS, cut: 'white-space', threads, seed };
      const program = join(import.meta.dirname, 'train-classifier.js');
      return { program: process.execPath, args: [program, path, output, JSON.stringify(settings)], output };
    },
    qualityOf: (output, { fasttext }) => accuracyOf(output, fasttext),
  },
];

async function accuracyOf(output: string, fasttext: string | undefined): Promise<Quality> {
  const test = join(dirname(output), '..', TEST_FILE);
  const examples = parseExamples(await readFile(test, 'utf8'));
  const answers = output.endsWith('.bin')
    ? execFileSync(fasttext!, ['predict', output, test], { encoding: 'utf8' })
        .trimEnd()
        .split('\n')
        .map((label) => label.slice('__label__'.length))
    : await answersOf(
        output,
        examples.map(({ text }) => text),
      );
  return { accuracy: examples.filter(({ label }, at) => label === answers[at]).length / examples.length };
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
