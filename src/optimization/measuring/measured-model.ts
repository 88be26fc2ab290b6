import type { DatasetReader } from '../../datasets/rows/dataset-reader.js';
import type { MeasuringContext } from '../../evaluation/texts/answer-rows.js';
import { Classifier } from '../../evaluation/texts/classifier.js';
import { measureClassifier } from '../../evaluation/texts/measure-classifier.js';
import type { Measured } from '../../evaluation/measure.js';
import { EmbeddingModel } from '../../evaluation/word-vectors/embedding-model.js';
import { measureWordsOf } from '../../evaluation/word-vectors/measure-words.js';
import { InvalidInputError } from '../../lib/errors.js';
import { ModelTask } from '../../models/model.entity.js';
import type { Timed } from './measure-speed.js';

/** A version loaded to be measured, in the process of a job. */
export interface MeasuredModel extends Timed, AsyncDisposable {
  /** Whether its words can be searched. */
  readonly searchesWords: boolean;
  /** @param progress called after each run with the rows, or words, done of a total */
  measure(
    reader: DatasetReader,
    split: string,
    context: MeasuringContext,
    progress: (done: number, total: number) => Promise<void>,
  ): Promise<Measured>;
}

/**
 * @param folder holds the version's files under their paths
 * @throws {InvalidInputError} when versions of its task cannot be measured
 */
export async function openMeasuredModel(task: ModelTask, folder: string): Promise<MeasuredModel> {
  if (task === ModelTask.CLASSIFICATION || task === ModelTask.MULTI_LABEL)
    return classifying(await Classifier.open(folder));
  if (task === ModelTask.EMBEDDING) return embedding(await EmbeddingModel.open(folder));
  throw new InvalidInputError(`Versions of the task ${task} cannot be measured before and after.`);
}

function classifying(classifier: Classifier): MeasuredModel {
  return {
    searchesWords: false,
    answer: (texts) => classifier.classify(texts),
    measure: (reader, split, context, progress) => {
      const total = reader.rowCount(split);
      return measureClassifier(classifier, reader, split, context, (done) => progress(done, total));
    },
    [Symbol.asyncDispose]: () => classifier.close(),
  };
}

function embedding(model: EmbeddingModel): MeasuredModel {
  return {
    searchesWords: model.vocabulary !== null,
    answer: (texts) => model.answer(texts),
    measure: (reader, split, { blobs, signal }, progress) =>
      measureWordsOf(model, reader, split, {
        ...{ blobs, signal },
        report: ({ done, total }) => (total == null ? Promise.resolve() : progress(done ?? 0, total)),
      }),
    [Symbol.asyncDispose]: () => model[Symbol.asyncDispose](),
  };
}
