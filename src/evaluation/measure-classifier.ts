import { setImmediate } from 'node:timers/promises';
import type { DatasetReader } from '../datasets/rows/dataset-reader.js';
import { InvalidInputError } from '../lib/errors.js';
import type { BlobStore } from '../storage/blobs/blob-store.js';
import type { Classifier } from './classifier.js';
import { labelledBatches, multiLabelBatches } from './labelled-batches.js';
import { type Measured, measureLabelSets, measureOutcomes } from './measure.js';
import { LabelSetsBuilder } from './metrics/label-sets.js';
import { OutcomesBuilder } from './metrics/outcomes.js';

/** Texts in one run; less where they are long, so that a run stays far below a second. */
const MOST_TEXTS = 64;
const MOST_CHARACTERS = 200_000;

export interface MeasuringContext {
  readonly blobs: BlobStore;
  readonly signal: AbortSignal;
}

/**
 * How well a classifier answers the rows of a split: one label a row, or any number of them, as the task of its version is.
 * @param progress called after each run with the number of rows done
 * @throws {InvalidInputError} when the split has no rows, or a row lacks what the task needs
 */
export async function measureClassifier(
  classifier: Classifier,
  reader: DatasetReader,
  split: string,
  { blobs, signal }: MeasuringContext,
  progress: (done: number) => Promise<void> = () => Promise.resolve(),
): Promise<Measured> {
  const { labels } = classifier;
  const place = { split, signal, progress };
  if (classifier.task === 'MULTI_LABEL') {
    const sets = new LabelSetsBuilder(labels);
    await answerRows(multiLabelBatches(reader, split, signal), place, async (rows) => {
      const { probabilities, chosen } = await classifier.label(textsOf(rows));
      rows.forEach((row, at) => {
        sets.add(row.labels, probabilities[at]!, chosen[at]!);
      });
    });
    return measureLabelSets(blobs, sets.build(), signal);
  }
  const outcomes = new OutcomesBuilder(labels);
  await answerRows(labelledBatches(reader, split, signal), place, async (rows) => {
    const answers = await classifier.classify(textsOf(rows));
    rows.forEach(({ label }, at) => {
      outcomes.add(label, answers[at]!);
    });
  });
  return measureOutcomes(blobs, outcomes.build(), signal);
}

interface Place {
  readonly split: string;
  readonly signal: AbortSignal;
  readonly progress: (done: number) => Promise<void>;
}

/** Goes over rows in their order, a run at a time, and gives way to other work after each. */
async function answerRows<R extends { readonly text: string }>(
  batches: AsyncIterable<readonly R[]>,
  { split, signal, progress }: Place,
  answer: (rows: readonly R[]) => Promise<void>,
): Promise<void> {
  let done = 0;
  for await (const batch of batches) {
    for (const rows of runs(batch)) {
      await answer(rows);
      done += rows.length;
      await progress(done);
      await setImmediate();
      signal.throwIfAborted();
    }
  }
  if (done === 0) throw new InvalidInputError(`The split "${split}" has no rows to measure on.`, ['split']);
}

function textsOf(rows: readonly { readonly text: string }[]): string[] {
  return rows.map(({ text }) => text);
}

/** Texts in runs that stay far below a second. */
export function* runs<R extends { readonly text: string }>(batch: readonly R[]): Generator<R[]> {
  let run: R[] = [];
  let characters = 0;
  for (const row of batch) {
    if (run.length === MOST_TEXTS || (run.length > 0 && characters + row.text.length > MOST_CHARACTERS)) {
      yield run;
      run = [];
      characters = 0;
    }
    run.push(row);
    characters += row.text.length;
  }
  if (run.length > 0) yield run;
}
