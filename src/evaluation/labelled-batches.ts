import type { DatasetReader } from '../datasets/rows/dataset-reader.js';
import { InvalidInputError } from '../lib/errors.js';

/** A text with its one label. */
export interface Example {
  readonly text: string;
  readonly label: string;
}

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
      if (label === undefined || second !== undefined)
        throw new InvalidInputError(
          `Row ${numbers[row]!} of the dataset version has ${second === undefined ? 'no label' : 'several labels'}; a classifier needs one. Import it with a column of the kind LABEL.`,
        );
      return { text, label };
    });
  }
}
