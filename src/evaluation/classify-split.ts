import { setImmediate } from 'node:timers/promises';
import type { DatasetReader } from '../datasets/rows/dataset-reader.js';
import { InvalidInputError } from '../lib/errors.js';
import type { Classifier } from './classifier.js';
import { type Example, labelledBatches } from './labelled-batches.js';
import { type Outcomes, OutcomesBuilder } from './metrics/outcomes.js';

/** Texts in one run; less where they are long, so that a run stays far below a second. */
const MOST_TEXTS = 64;
const MOST_CHARACTERS = 200_000;

/**
 * What a classifier says of each row of a split, in the order of the rows.
 * @param progress called after each run with the number of rows done
 * @throws {InvalidInputError} when the split has no rows, or a row has no label
 */
export async function classifySplit(
  classifier: Classifier,
  reader: DatasetReader,
  split: string,
  signal: AbortSignal,
  progress: (done: number) => Promise<void> = () => Promise.resolve(),
): Promise<Outcomes> {
  const outcomes = new OutcomesBuilder(classifier.labels);
  let done = 0;
  for await (const batch of labelledBatches(reader, split, signal)) {
    for (const examples of runs(batch)) {
      const answers = await classifier.classify(examples.map(({ text }) => text));
      examples.forEach(({ label }, row) => {
        outcomes.add(label, answers[row]!);
      });
      done += examples.length;
      await progress(done);
      await setImmediate();
      signal.throwIfAborted();
    }
  }
  if (done === 0) throw new InvalidInputError(`The split "${split}" has no rows to measure on.`, ['split']);
  return outcomes.build();
}

function* runs(batch: readonly Example[]): Generator<Example[]> {
  let run: Example[] = [];
  let characters = 0;
  for (const example of batch) {
    if (run.length === MOST_TEXTS || (run.length > 0 && characters + example.text.length > MOST_CHARACTERS)) {
      yield run;
      run = [];
      characters = 0;
    }
    run.push(example);
    characters += example.text.length;
  }
  if (run.length > 0) yield run;
}
