import type { DatasetReader } from '../datasets/rows/dataset-reader.js';
import { InvalidInputError } from '../lib/errors.js';

/** A text with its one label. */
export interface Example {
  readonly text: string;
  readonly label: string;
}

/** A text with any number of labels. */
export interface MultiLabelExample {
  readonly text: string;
  readonly labels: readonly string[];
}

/** A text with its number. */
export interface ValueExample {
  readonly text: string;
  readonly value: number;
}

const NO_COLUMN =
  'The dataset version has no column of the kind LABEL. Import it with one named: columns: [{name: "…", kind: LABEL}].';

/**
 * The texts of a split with their labels, a chunk at a time: a split larger than memory can be read.
 * @throws {InvalidInputError} naming the first row that has no label, or several, or when there is no such split
 */
export async function* labelledBatches(
  reader: DatasetReader,
  split: string,
  signal?: AbortSignal,
): AsyncGenerator<Example[]> {
  for await (const { numbers, texts, labels } of reader.batches(split, signal)) {
    yield texts.map((text, row) => {
      const [label, second] = labels[row]!;
      if (label === undefined)
        throw new InvalidInputError(
          reader.hasLabels
            ? `Row ${numbers[row]!} of the dataset version has no label; a classifier needs one in every row. Import it without such rows.`
            : NO_COLUMN,
        );
      if (second !== undefined)
        throw new InvalidInputError(
          `Row ${numbers[row]!} of the dataset version has several labels; this classifier needs one in every row. Texts with several are for a model of the task MULTI_LABEL, which maximumEntropy and fastTextClassifier train with multiLabel: true.`,
        );
      return { text, label };
    });
  }
}

/**
 * The same for rows with any number of labels; those without one are texts that none of the labels fits.
 * @throws {InvalidInputError} when the rows can have no labels, or there is no such split
 */
export async function* multiLabelBatches(
  reader: DatasetReader,
  split: string,
  signal?: AbortSignal,
): AsyncGenerator<MultiLabelExample[]> {
  if (!reader.hasLabels) throw new InvalidInputError(NO_COLUMN);
  for await (const { texts, labels } of reader.batches(split, signal))
    yield texts.map((text, row) => ({ text, labels: labels[row]! }));
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * The same for rows whose one label is a number.
 * @throws {InvalidInputError} naming the first row whose label is none or is beyond FP32, or when there is no such split
 */
export async function* valueBatches(
  reader: DatasetReader,
  split: string,
  signal?: AbortSignal,
): AsyncGenerator<ValueExample[]> {
  if (!reader.hasLabels) throw new InvalidInputError(NO_COLUMN);
  for await (const { numbers, texts, labels } of reader.batches(split, signal))
    yield texts.map((text, row) => ({ text, value: valueOf(labels[row]!, numbers[row]!) }));
}

function valueOf([label, second]: readonly string[], row: number): number {
  const isNumber = label !== undefined && second === undefined && NUMBER.test(label.trim());
  const value = isNumber ? Number(label) : NaN;
  if (Number.isFinite(Math.fround(value))) return value;
  const found = label === undefined ? 'no label' : second === undefined ? `the label "${label}"` : 'several labels';
  const wanted = isNumber
    ? 'a regression answers in FP32, which ends at 3.4e38. Import it with labels in a larger unit.'
    : 'a regression needs one number in every row, as in 3.5 or -2e3. Import it with such labels.';
  throw new InvalidInputError(`Row ${row} of the dataset version has ${found}; ${wanted}`);
}
