import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetReader } from '../../datasets/rows/dataset-reader.js';
import { PIPELINE_PATH } from '../../pipelines/load-pipeline.js';
import { parsePipelineFile } from '../../pipelines/pipeline-file.js';
import type { MeasuringContext } from './answer-rows.js';
import { Classifier } from './classifier.js';
import type { Measured } from '../measure.js';
import { measureClassifier } from './measure-classifier.js';
import { measureRegressor } from './measure-regressor.js';
import { Regressor } from './regressor.js';

/**
 * How well a version answers the rows of a split: with labels, or with numbers.
 * @param folder holds its files under their paths
 * @param progress called after each run with the number of rows done
 * @throws {InvalidInputError} when it answers something else, the split has no rows, or a row lacks what the task needs
 */
export async function measureVersion(
  folder: string,
  reader: DatasetReader,
  split: string,
  context: MeasuringContext,
  progress: (done: number) => Promise<void> = () => Promise.resolve(),
): Promise<Measured> {
  if (await answersNumbers(folder)) {
    const regressor = await Regressor.open(folder);
    try {
      return await measureRegressor(regressor, reader, split, context, progress);
    } finally {
      await regressor.close();
    }
  }
  const classifier = await Classifier.open(folder);
  try {
    return await measureClassifier(classifier, reader, split, context, progress);
  } finally {
    await classifier.close();
  }
}

/** Whether a version, whose files lie in a folder, answers texts with numbers. */
async function answersNumbers(folder: string): Promise<boolean> {
  const json = await readFile(join(folder, PIPELINE_PATH), 'utf8').catch(() => null);
  return json !== null && parsePipelineFile(json).task === 'REGRESSION';
}
