import 'reflect-metadata';
import { parse } from 'csv-parse/sync';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Example } from '../src/evaluation/labelled-batches.js';
import { Classifier } from '../src/evaluation/texts/classifier.js';
import type { DistillationSettings } from '../src/training/distillation/distillation.js';
import { softenedProbabilities } from '../src/training/distillation/softened.js';
import { OneLabelHead } from '../src/training/linear/one-label/one-label-head.js';
import { DEFAULT_SETTINGS, type TextModelSettings } from '../src/training/linear/text-model-settings.js';
import { trainTextModel } from '../src/training/linear/train-text-model.js';
import { printFigure } from './figure.js';

const BENCH = 'distillation';
const LARGE: TextModelSettings = { ...DEFAULT_SETTINGS, characterNgrams: 5 };
const SHARES: readonly DistillationSettings[] = [1, 2, 4].flatMap((temperature) =>
  [0.5, 0.9].map((alpha) => ({ temperature, alpha })),
);

/** (texts, labels) in the alphabetical order of the labels. */
type Answers = readonly Float32Array[];
interface Texts {
  readonly train: readonly Example[];
  readonly test: readonly Example[];
}

/**
 * Small maximum-entropy classifiers that a large one teaches, beside the same ones from labels alone, on train.csv and test.csv (text, label) of
 * a folder: how right and how sure they are on the test rows, and how far from the teacher.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { data: { type: 'string' }, columns: { type: 'string', default: '1024' } },
  });
  if (!values.data) throw new Error('Give --data FOLDER with train.csv and test.csv, of the columns text and label.');
  const [train, test] = [await examplesOf(values.data, 'train.csv'), await examplesOf(values.data, 'test.csv')];
  const texts = { train, test };
  const small = { ...DEFAULT_SETTINGS, wordNgrams: 1, hashBuckets: Number(values.columns) };
  const teacher = await trained(texts, LARGE, null);
  show('teacher', teacher.onTest, texts, teacher.onTest);
  show('labels_alone', (await trained(texts, small, null)).onTest, texts, teacher.onTest);
  for (const shares of SHARES) {
    const student = await trained(texts, small, { ...shares, said: teacher.onTrain });
    show('taught', student.onTest, texts, teacher.onTest, shares);
  }
}

async function trained(
  { train, test }: Texts,
  settings: TextModelSettings,
  distillation: (DistillationSettings & { readonly said: Answers }) | null,
): Promise<{ onTrain: Answers; onTest: Answers }> {
  const teacher = distillation && {
    distillation,
    answers: () => {
      const answers = distillation.said.flatMap((row) => [...softenedProbabilities(row, distillation.temperature)]);
      return Promise.resolve({ ...distillation, answers: Float32Array.from(answers) });
    },
  };
  const { files } = await trainTextModel(new OneLabelHead(), () => only(train), settings, { teacher });
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
  await Promise.all([...files].map(([path, bytes]) => writeFile(join(folder, path), bytes)));
  const classifier = await Classifier.open(folder);
  const answer = (examples: readonly Example[]) => classifier.classify(examples.map(({ text }) => text));
  const [onTrain, onTest] = [await answer(train), await answer(test)];
  await classifier.close();
  await rm(folder, { recursive: true });
  return { onTrain, onTest };
}

function show(figure: string, answers: Answers, { train, test }: Texts, teacher: Answers, more: object = {}): void {
  const labels = [...new Set(train.map(({ label }) => label))].sort();
  const mean = (of: (row: Float32Array, at: number) => number) =>
    answers.reduce((sum, row, at) => sum + of(row, at), 0) / answers.length;
  const own = (at: number) => labels.indexOf(test[at]!.label);
  const accuracy = mean((row, at) => (row.every((p, label) => label === own(at) || p < row[own(at)]!) ? 1 : 0));
  const logLoss = mean((row, at) => -Math.log(row[own(at)]!));
  const divergence = mean((row, at) =>
    row.reduce((sum, p, label) => sum + teacher[at]![label]! * Math.log(teacher[at]![label]! / p), 0),
  );
  const each = {
    accuracy: [accuracy, 'share'],
    log_loss: [logLoss, 'nats'],
    divergence: [divergence, 'nats'],
  } as const;
  for (const [name, [value, unit]] of Object.entries(each))
    printFigure({ bench: BENCH, figure: `${figure}_${name}`, value, unit, ...more });
}

async function examplesOf(folder: string, file: string): Promise<Example[]> {
  return parse(await readFile(join(folder, file)), { columns: true });
}

async function* only(examples: readonly Example[]): AsyncGenerator<readonly Example[]> {
  yield await Promise.resolve(examples);
}
