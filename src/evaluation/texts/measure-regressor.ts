import type { DatasetReader } from '../../datasets/rows/dataset-reader.js';
import { answerRows, type MeasuringContext, textsOf } from './answer-rows.js';
import { valueBatches } from '../labelled-batches.js';
import { type Measured, measureValues } from '../measure.js';
import type { Regressor } from './regressor.js';

/**
 * How far from the numbers of the rows of a split a model's are.
 * @param progress called after each run with the number of rows done
 * @throws {InvalidInputError} when the split has no rows, or a row has no number
 */
export async function measureRegressor(
  regressor: Regressor,
  reader: DatasetReader,
  split: string,
  { blobs, signal }: MeasuringContext,
  progress: (done: number) => Promise<void> = () => Promise.resolve(),
): Promise<Measured> {
  const expected: number[] = [];
  const answered: number[] = [];
  await answerRows(valueBatches(reader, split, signal), { split, signal, progress }, async (rows) => {
    expected.push(...rows.map(({ value }) => value));
    answered.push(...(await regressor.answer(textsOf(rows))));
  });
  const outcomes = { expected: Float32Array.from(expected), answered: Float32Array.from(answered) };
  return measureValues(blobs, outcomes, signal);
}
