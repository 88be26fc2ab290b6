import type { DatasetReader } from '../../datasets/rows/dataset-reader.js';
import { answerRows, type MeasuringContext, textsOf } from './answer-rows.js';
import type { Classifier } from './classifier.js';
import { labelledBatches, multiLabelBatches } from '../labelled-batches.js';
import { type Measured, measureLabelSets, measureOutcomes } from '../measure.js';
import { LabelSetsBuilder } from '../metrics/label-sets.js';
import { OutcomesBuilder } from '../metrics/outcomes.js';

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
