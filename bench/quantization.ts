import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Classifier } from '../src/evaluation/texts/classifier.js';
import type { Example } from '../src/evaluation/labelled-batches.js';
import { embedExternalData } from '../src/onnx/external-data.js';
import { MODEL_PATH } from '../src/onnx/model-files.js';
import { OptimizationPassKind } from '../src/optimization/optimization-kinds.js';
import { applyPasses } from '../src/optimization/passes/passes.js';
import { indexOfLargest } from '../src/pipelines/classification.js';
import { BAG_CLASSIFIER_DEFAULTS, type BagClassifierSettings } from '../src/training/bags/bag-classifier-settings.js';
import { bagFiles } from '../src/training/bags/bag-files.js';
import { trainBagClassifier } from '../src/training/bags/train-bag-classifier.js';
import { printFigure } from './figure.js';
import { csvFolder, formatExamples, randomSplit, spamMails, type Split } from './maxent/data.js';

const BENCH = 'quantization';
const BATCH = 64;
/** Rows that pruned models keep. */
const KEPT = [20_000, 5_000];
const { PRODUCT_QUANTIZATION, DYNAMIC_INT8, FEATURE_PRUNING } = OptimizationPassKind;
const DEFAULTS: BagClassifierSettings = { ...BAG_CLASSIFIER_DEFAULTS, cut: 'white-space' };

type Files = ReadonlyMap<string, Uint8Array>;

/**
 * `npm run bench -- quantization [--subj FOLDER] [--fasttext PATH] [--datasets LIST] [--buckets N]`: sizes and accuracies of a fastText classifier before and after product quantization, alone and with fewer rows, beside
 * those of `fasttext quantize` with the same settings. The spam mails, and subj where its folder is given; a random 80 of 100 to learn from.
 * `fasttext quantize` looks at every bucket, used or not: fewer for both (`--buckets`) take less time, and more n-grams share a row.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      fasttext: { type: 'string' },
      subj: { type: 'string' },
      datasets: { type: 'string', default: 'spam-assassin,subj' },
      buckets: { type: 'string', default: String(DEFAULTS.buckets) },
    },
  });
  const settings = { ...DEFAULTS, buckets: Number(values.buckets) };
  const asked = values.datasets.split(',');
  const datasets = new Map<string, Example[]>();
  if (asked.includes('spam-assassin')) datasets.set('spam-assassin', spamMails());
  if (asked.includes('subj') && values.subj) datasets.set('subj', await csvFolder(values.subj));
  else if (asked.includes('subj'))
    process.stderr.write('Skipped: subj. Give --subj FOLDER, which holds its train.csv and test.csv.\n');
  if (!values.fasttext) process.stderr.write('Skipped: the comparison. Give --fasttext PATH of the program.\n');
  for (const [dataset, examples] of datasets) {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-quantization-'));
    try {
      const split = randomSplit(examples, 1);
      await measureOurs(dataset, split, settings, folder);
      if (values.fasttext) await measureFastText(dataset, split, settings, values.fasttext, folder);
    } finally {
      await rm(folder, { recursive: true });
    }
  }
}

async function measureOurs(
  dataset: string,
  { train, test }: Split<Example>,
  settings: BagClassifierSettings,
  folder: string,
): Promise<void> {
  const source = async function* () {
    yield await Promise.resolve(train.map(({ text, label }) => ({ text, labels: [label] })));
  };
  const files = bagFiles(await trainBagClassifier(source(), settings), settings);
  const graph = await embedExternalData(files.get(MODEL_PATH)!, (path) => Promise.resolve(files.get(path)!));
  const others = new Map([...files].filter(([path]) => path !== MODEL_PATH && path !== 'vectors.bin'));
  const tell = async (variant: string, after: Files) => {
    const accuracy = await accuracyOf(after, test, join(folder, variant));
    tellFigures({ dataset, program: 'sluice', variant }, sizeOf(files), sizeOf(after), accuracy);
  };
  await tell('source', files);
  const recipes = [
    { name: 'products', kinds: [PRODUCT_QUANTIZATION], keepRows: null },
    { name: 'products-int8', kinds: [PRODUCT_QUANTIZATION, DYNAMIC_INT8], keepRows: null },
    ...KEPT.map((keepRows) => ({
      name: `products-${keepRows}-rows`,
      kinds: [FEATURE_PRUNING, PRODUCT_QUANTIZATION],
      keepRows,
    })),
  ];
  for (const { name, kinds, keepRows } of recipes) {
    const { version } = await applyPasses({ graph, files: others }, kinds, { keepRows });
    await tell(name, new Map([...version.files, [MODEL_PATH, version.graph]]));
  }
}

function sizeOf(files: Files): number {
  return [...files.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
}

async function accuracyOf(files: Files, test: readonly Example[], folder: string): Promise<number> {
  await mkdir(folder);
  for (const [path, bytes] of files) await writeFile(join(folder, path), bytes);
  const classifier = await Classifier.open(folder);
  let right = 0;
  for (let from = 0; from < test.length; from += BATCH) {
    const batch = test.slice(from, from + BATCH);
    const rows = await classifier.classify(batch.map(({ text }) => text));
    right += batch.filter(({ label }, at) => label === classifier.labels[indexOfLargest(rows[at]!)]).length;
  }
  await classifier.close();
  return right / test.length;
}

async function measureFastText(
  dataset: string,
  { train, test }: Split<Example>,
  settings: BagClassifierSettings,
  program: string,
  folder: string,
): Promise<void> {
  const [input, heldOut, output] = ['train.txt', 'test.txt', 'fasttext'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await writeFile(input, formatExamples(train));
  await writeFile(heldOut, formatExamples(test));
  const ask = (...args: string[]) =>
    execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const tell = async (variant: string, path: string, whole: number | null) => {
    const answers = ask('predict', path, heldOut).trimEnd().split('\n');
    const right = test.filter(({ label }, at) => answers[at] === `__label__${label}`).length;
    const { size: bytes } = await stat(path);
    tellFigures({ dataset, program: 'fasttext', variant }, whole ?? bytes, bytes, right / test.length);
    return bytes;
  };
  const { dimensions, epochs, learningRate, wordNgrams, buckets } = settings;
  const told = { dim: dimensions, epoch: epochs, lr: learningRate, wordNgrams, bucket: buckets, thread: 1 };
  const options = Object.entries(told).flatMap(([name, value]) => [`-${name}`, String(value)]);
  ask('supervised', '-input', input, '-output', output, ...options);
  const whole = await tell('source', `${output}.bin`, null);
  const quantize = async (variant: string, ...more: string[]) => {
    ask('quantize', '-input', input, '-output', output, '-dsub', '4', '-qnorm', ...more);
    await tell(variant, `${output}.ftz`, whole);
  };
  await quantize('quantize');
  for (const kept of KEPT) await quantize(`quantize-${kept}-rows`, '-cutoff', String(kept));
  for (const kept of KEPT)
    await quantize(`quantize-${kept}-rows-retrained`, '-cutoff', String(kept), '-retrain', '-epoch', '1');
}

function tellFigures(
  about: { readonly dataset: string; readonly program: string; readonly variant: string },
  sourceBytes: number,
  bytes: number,
  accuracy: number,
): void {
  const [value, timesSmaller] = [accuracy, sourceBytes / bytes].map((figure) => Number(figure.toPrecision(4)));
  printFigure({ bench: BENCH, figure: 'size', value: bytes, unit: 'bytes', ...about, timesSmaller: timesSmaller! });
  printFigure({ bench: BENCH, figure: 'accuracy', value: value!, unit: 'share', ...about });
}
