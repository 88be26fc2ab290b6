import { MODEL_PATH } from '../src/onnx/model-files.js';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bootstrapIntervals } from '../src/numerics/intervals.js';
import { createSession } from '../src/onnx/runtime/session.js';
import { answerTexts } from '../src/pipelines/answer-texts.js';
import { indexOfLargest, outputRows } from '../src/pipelines/classification.js';
import { isTextPipeline } from '../src/pipelines/pipeline.js';
import { loadPipeline, PIPELINE_PATH } from '../src/pipelines/load-pipeline.js';
import type { Example } from '../src/evaluation/labelled-batches.js';
import { VOCABULARY_PATH } from '../src/training/linear/text-model-settings.js';
import { printFigure } from './figure.js';
import { timeOf } from './processes/time-of.js';
import { csvFolder, formatExamples, parseExamples, randomSplit, spamMails } from './maxent/data.js';

const BENCH = 'maxent';
const SPLITS = 3;
const BATCH = 64;
const FASTTEXT_SETTINGS = ['-wordNgrams', '2', '-epoch', '25', '-lr', '0.5', '-thread', '1'];

/** Right or wrong for each test row of all splits, and CPU seconds to train on each. */
interface Result {
  readonly right: boolean[];
  readonly cpuSeconds: number[];
}

/**
 * The maximum-entropy trainer with its defaults, the search for L2 included, against `fasttext supervised`: accuracy of the
 * served model on random 80/20 splits, and CPU time from text file to model files.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { fasttext: { type: 'string' }, subj: { type: 'string' } },
  });
  const datasets = new Map<string, Example[]>([['spam-assassin', spamMails()]]);
  if (values.subj) datasets.set('subj', await csvFolder(values.subj));
  else process.stderr.write('Skipped: subj. Give --subj FOLDER, which holds its train.csv and test.csv.\n');
  if (!values.fasttext) process.stderr.write('Skipped: the comparison. Give --fasttext PATH of the program.\n');
  for (const [dataset, examples] of datasets) await compare(dataset, examples, values.fasttext);
}

async function compare(dataset: string, examples: readonly Example[], fasttext: string | undefined): Promise<void> {
  const ours: Result = { right: [], cpuSeconds: [] };
  const theirs: Result = { right: [], cpuSeconds: [] };
  for (let split = 1; split <= SPLITS; split++) {
    const { train, test } = randomSplit(examples, split);
    const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
    try {
      await writeFile(join(folder, 'train.txt'), formatExamples(train));
      await writeFile(join(folder, 'test.txt'), formatExamples(test));
      await trainOurs(folder, ours);
      if (fasttext) await trainFasttext(folder, fasttext, theirs);
    } finally {
      await rm(folder, { recursive: true });
    }
  }
  const context = { dataset, rows: examples.length, splits: SPLITS };
  print('accuracy', mean(ours.right.map(Number)), 'share', { ...context, trainer: 'sluice' });
  print('cpu', mean(ours.cpuSeconds), 'seconds', { ...context, trainer: 'sluice' });
  if (!fasttext) return;
  print('accuracy', mean(theirs.right.map(Number)), 'share', { ...context, trainer: 'fasttext' });
  print('cpu', mean(theirs.cpuSeconds), 'seconds', { ...context, trainer: 'fasttext' });
  const gains = ours.right.map((right, row) => Number(right) - Number(theirs.right[row]));
  const [interval] = await bootstrapIntervals(gains.length, (rows) => [mean(Array.from(rows, (row) => gains[row]!))]);
  const { lower, upper } = interval!;
  print('accuracy_gain', mean(gains), 'share', { ...context, interval95: [lower, upper], noWorse: mean(gains) >= 0 });
  const ratio = mean(ours.cpuSeconds) / mean(theirs.cpuSeconds);
  print('cpu_ratio', ratio, 'ratio', { ...context, noMore: ratio <= 1 });
}

async function trainOurs(folder: string, result: Result): Promise<void> {
  const program = join(import.meta.dirname, 'maxent', 'train.js');
  result.cpuSeconds.push((await timeOf(process.execPath, [program, join(folder, 'train.txt'), folder])).cpuSeconds);
  const vocabulary = await readFile(join(folder, VOCABULARY_PATH.VOCABULARY));
  const pipeline = loadPipeline(
    await readFile(join(folder, PIPELINE_PATH), 'utf8'),
    new Map([[VOCABULARY_PATH.VOCABULARY, vocabulary]]),
  );
  if (!isTextPipeline(pipeline)) throw new TypeError('The trainer makes classifiers.');
  const session = await createSession(join(folder, MODEL_PATH));
  const test = parseExamples(await readFile(join(folder, 'test.txt'), 'utf8'));
  for (let from = 0; from < test.length; from += BATCH) {
    const batch = test.slice(from, from + BATCH);
    const { probabilities } = await answerTexts(pipeline, session, batch);
    const rows = outputRows(probabilities, pipeline.labels.length, batch.length);
    result.right.push(...batch.map(({ label }, row) => pipeline.labels[indexOfLargest(rows[row]!)] === label));
  }
  await session.release();
}

async function trainFasttext(folder: string, program: string, result: Result): Promise<void> {
  const model = join(folder, 'fasttext');
  const train = ['supervised', '-input', join(folder, 'train.txt'), '-output', model, ...FASTTEXT_SETTINGS];
  result.cpuSeconds.push((await timeOf(program, train)).cpuSeconds);
  const test = join(folder, 'test.txt');
  const answers = execFileSync(program, ['predict', `${model}.bin`, test], { encoding: 'utf8' })
    .trimEnd()
    .split('\n');
  const expected = parseExamples(await readFile(test, 'utf8'));
  result.right.push(...expected.map(({ label }, row) => answers[row] === `__label__${label}`));
}

function print(
  figure: string,
  value: number,
  unit: string,
  context: Record<string, string | number | boolean | readonly number[]>,
): void {
  printFigure({ bench: BENCH, figure, value, unit, ...context });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
