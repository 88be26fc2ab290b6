import { join } from 'node:path';
import { InvalidInputError } from '../lib/errors.js';
import { MODEL_PATH } from '../onnx/model-files.js';
import { createSession, type Session } from '../onnx/session.js';
import { answerTexts } from '../pipelines/answer-texts.js';
import { PROBABILITIES, probabilityRows } from '../pipelines/classification.js';
import { isTextPipeline, type TextPipeline } from '../pipelines/pipeline.js';
import { openPipeline } from './open-pipeline.js';

/** A model version loaded to answer texts, for the process of a job: a run blocks it. */
export class Classifier {
  private constructor(
    readonly session: Session,
    readonly pipeline: TextPipeline,
  ) {}

  /**
   * @param folder holds the version's files under their paths
   * @throws {InvalidInputError} when it is no text classifier
   */
  static async open(folder: string): Promise<Classifier> {
    const pipeline = await openPipeline(folder);
    if (!pipeline || !isTextPipeline(pipeline) || pipeline.task !== 'CLASSIFICATION')
      throw new InvalidInputError('Only versions that classify texts can be measured on a dataset version.');
    const session = await createSession(join(folder, MODEL_PATH));
    pipeline.assertServes(session);
    return new Classifier(session, pipeline);
  }

  get labels(): readonly string[] {
    return this.pipeline.labels;
  }

  /** (labels,) probabilities of each text. What is too long for the model is cut, as `truncate: true` does in a prediction. */
  async classify(texts: readonly string[]): Promise<Float32Array[]> {
    const items = texts.map((text) => ({ text, truncate: true }));
    const { [PROBABILITIES]: probabilities } = await answerTexts(this.pipeline, this.session, items);
    return probabilityRows(probabilities, this.labels.length, texts.length);
  }

  async close(): Promise<void> {
    await this.session.release();
  }
}
