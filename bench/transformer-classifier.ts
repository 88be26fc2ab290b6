import 'reflect-metadata';
import { parse } from 'csv-parse/sync';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Classifier } from '../src/evaluation/texts/classifier.js';
import type { Example } from '../src/evaluation/labelled-batches.js';
import { OneLabelHead } from '../src/training/linear/one-label/one-label-head.js';
import { DEFAULT_SETTINGS } from '../src/training/linear/text-model-settings.js';
import { trainTextModel } from '../src/training/linear/train-text-model.js';
import { classifierTokens } from '../src/training/neural/classifier/classifier-tokens.js';
import { EncodedTexts } from '../src/training/neural/classifier/encoded-texts.js';
import { trainClassifier } from '../src/training/neural/classifier/train-classifier.js';
import { transformerClassifierPlan } from '../src/training/neural/classifier/transformer-classifier-run.js';
import { TRANSFORMER_CLASSIFIER_DEFAULTS } from '../src/training/neural/classifier/transformer-classifier-schema.js';
import { TRANSFORMER_DEFAULTS } from '../src/training/neural/transformer-schema.js';
import { printFigure } from './figure.js';

const BENCH = 'transformer-classifier';

/** A transformer trained from nothing beside maximum entropy, both with their defaults, on train.csv and test.csv (text, label) of a folder. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { data: { type: 'string' }, epochs: { type: 'string' }, hidden: { type: 'string', default: '128' } },
  });
  if (!values.data) throw new Error('Give --data FOLDER with train.csv and test.csv, of the columns text and label.');
  const [train, test] = await Promise.all(
    ['train.csv', 'test.csv'].map((file) => examplesOf(join(values.data!, file))),
  );
  await maximumEntropy(train!, test!);
  const hiddenSize = Number(values.hidden);
  const settings = {
    ...{ ...TRANSFORMER_DEFAULTS, ...TRANSFORMER_CLASSIFIER_DEFAULTS, hiddenSize, seed: 1 },
    feedForwardSize: 8 * Math.ceil(hiddenSize / 3),
    epochs: Number(values.epochs ?? TRANSFORMER_CLASSIFIER_DEFAULTS.epochs),
  };
  const startedAt = performance.now();
  const { tokenizer, labels, vocabularySize } = await classifierTokens(only(train!), settings);
  const encode = (examples: readonly Example[]) =>
    EncodedTexts.encode(only(examples), tokenizer, labels, settings.contextLength);
  const network = { ...settings, vocabularySize, labelCount: labels.length };
  await trainClassifier(network, await encode(train!), transformerClassifierPlan(settings), {
    validation: await encode(test!),
    onEpoch: ({ epoch, quality }) => {
      show('transformer_accuracy', quality!.accuracy, 'share', startedAt, { epoch });
      show('transformer_log_loss', quality!.loss, 'nats', startedAt, { epoch });
      return Promise.resolve();
    },
  });
}

async function maximumEntropy(train: readonly Example[], test: readonly Example[]): Promise<void> {
  const startedAt = performance.now();
  const head = new OneLabelHead();
  const { files } = await trainTextModel(head, () => only(train), DEFAULT_SETTINGS);
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
  await Promise.all([...files].map(([path, bytes]) => writeFile(join(folder, path), bytes)));
  const classifier = await Classifier.open(folder);
  const answers = await classifier.classify(test.map(({ text }) => text));
  await classifier.close();
  await rm(folder, { recursive: true });
  const { labels } = head;
  const right = test.filter(({ label }, row) => labels[largest(answers[row]!)] === label).length;
  show('maximum_entropy_accuracy', right / test.length, 'share', startedAt);
  const nats = test.reduce((sum, { label }, row) => sum - Math.log(answers[row]![labels.indexOf(label)]!), 0);
  show('maximum_entropy_log_loss', nats / test.length, 'nats', startedAt);
}

function largest(values: Float32Array): number {
  return values.indexOf(values.reduce((most, value) => Math.max(most, value), -Infinity));
}

function show(figure: string, value: number, unit: string, startedAt: number, more: Record<string, number> = {}): void {
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  printFigure({ bench: BENCH, figure, value, unit, seconds, ...more });
}

async function examplesOf(path: string): Promise<Example[]> {
  return parse(await readFile(path), { columns: true });
}

async function* only(examples: readonly Example[]): AsyncGenerator<readonly Example[]> {
  yield await Promise.resolve(examples);
}
