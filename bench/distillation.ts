import 'reflect-metadata';
import { parse } from 'csv-parse/sync';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Example } from '../src/evaluation/labelled-batches.js';
import { Classifier } from '../src/evaluation/texts/classifier.js';
import { BAG_CLASSIFIER_DEFAULTS } from '../src/training/bags/bag-classifier-settings.js';
import { bagFiles } from '../src/training/bags/bag-files.js';
import { trainBagClassifier } from '../src/training/bags/train-bag-classifier.js';
import type { DistillationSettings, TaughtRows } from '../src/training/distillation/distillation.js';
import { softenedProbabilities } from '../src/training/distillation/softened.js';
import { OneLabelHead } from '../src/training/linear/one-label/one-label-head.js';
import { DEFAULT_SETTINGS, type TextModelSettings } from '../src/training/linear/text-model-settings.js';
import { trainTextModel } from '../src/training/linear/train-text-model.js';
import { printFigure } from './figure.js';

const BENCH = 'distillation';
const BAGS = { ...BAG_CLASSIFIER_DEFAULTS, wordNgrams: 1, dimensions: 10, epochs: 10, minCount: 5 };
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
 * Small classifiers that a large one of maximum entropy teaches, beside the same ones from labels alone, on train.csv and test.csv (text, label) of
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
  const columns = Number(values.columns);
  const teacher = await answersOf(texts, await linear(train, LARGE, null));
  show('teacher', teacher.onTest, texts, teacher.onTest);
  for (const [name, student] of Object.entries(studentsOf(columns))) {
    const figures = async (taught: TaughtRows | null) => (await answersOf(texts, await student(train, taught))).onTest;
    show(`${name}_alone`, await figures(null), texts, teacher.onTest);
    for (const shares of SHARES) {
      const said = teacher.onTrain.flatMap((row) => [...softenedProbabilities(row, shares.temperature)]);
      const taught = await figures({ ...shares, answers: Float32Array.from(said) });
      show(`${name}_taught`, taught, texts, teacher.onTest, shares);
    }
  }
}

/** Makes the files of a classifier. @param taught with answers in the alphabetical order of the labels; null: it learns from labels alone */
type Student = (train: readonly Example[], taught: TaughtRows | null) => Promise<ReadonlyMap<string, Uint8Array>>;

function studentsOf(columns: number): Readonly<Record<string, Student>> {
  const small = { ...DEFAULT_SETTINGS, wordNgrams: 1, hashBuckets: columns };
  return { maximum_entropy: (train, taught) => linear(train, small, taught), fasttext: bags };
}

async function linear(train: readonly Example[], settings: TextModelSettings, taught: TaughtRows | null) {
  const teacher = taught && { distillation: taught, answers: () => Promise.resolve(taught) };
  return (await trainTextModel(new OneLabelHead(), () => only(train), settings, { teacher })).files;
}

async function bags(train: readonly Example[], taught: TaughtRows | null) {
  const texts = only(train.map(({ text, label }) => ({ text, labels: [label] })));
  const sorted = labelsOf(train);
  const teacher = taught && {
    labels: sorted,
    answers: (labels: readonly string[]) => {
      const places = labels.map((label) => sorted.indexOf(label));
      const answers = taught.answers.map(
        (_, at) => taught.answers[at - (at % places.length) + places[at % places.length]!]!,
      );
      return Promise.resolve({ ...taught, answers });
    },
  };
  return bagFiles(await trainBagClassifier(texts, BAGS, { teacher }), BAGS);
}

/** What a classifier says of all texts. */
async function answersOf(
  { train, test }: Texts,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<{ onTrain: Answers; onTest: Answers }> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
  await Promise.all([...files].map(([path, bytes]) => writeFile(join(folder, path), bytes)));
  const classifier = await Classifier.open(folder);
  const order = [...classifier.labels].sort().map((label) => classifier.labels.indexOf(label));
  const answer = async (examples: readonly Example[]) => {
    const answers = await classifier.classify(examples.map(({ text }) => text));
    return answers.map((row) => Float32Array.from(order, (place) => row[place]!));
  };
  const [onTrain, onTest] = [await answer(train), await answer(test)];
  await classifier.close();
  await rm(folder, { recursive: true });
  return { onTrain, onTest };
}

function labelsOf(examples: readonly Example[]): readonly string[] {
  return [...new Set(examples.map(({ label }) => label))].sort();
}

function show(figure: string, answers: Answers, { train, test }: Texts, teacher: Answers, more: object = {}): void {
  const labels = labelsOf(train);
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

async function* only<E>(examples: readonly E[]): AsyncGenerator<readonly E[]> {
  yield await Promise.resolve(examples);
}
