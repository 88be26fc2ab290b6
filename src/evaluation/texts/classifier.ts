import type { Session } from '../../onnx/runtime/session.js';
import { answerTexts } from '../../pipelines/answer-texts.js';
import { CHOSEN, PROBABILITIES, outputRows } from '../../pipelines/classification.js';
import type { TextPipeline, TextTask } from '../../pipelines/pipeline.js';
import { openTextModel } from './open-text-model.js';

const CLASSIFYING: readonly TextTask[] = ['CLASSIFICATION', 'MULTI_LABEL'];

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
    const { session, pipeline } = await openTextModel(
      folder,
      CLASSIFYING,
      'Only versions that classify texts can be measured by labels.',
    );
    return new Classifier(session, pipeline);
  }

  get labels(): readonly string[] {
    return this.pipeline.labels;
  }

  /** CLASSIFICATION, or MULTI_LABEL. */
  get task(): TextTask {
    return this.pipeline.task;
  }

  /** (labels,) probabilities of each text. What is too long for the model is cut, as `truncate: true` does in a prediction. */
  async classify(texts: readonly string[]): Promise<Float32Array[]> {
    return outputRows((await this.answer(texts))[PROBABILITIES], this.labels.length, texts.length);
  }

  /** The same, and (labels,) whether each is given: 1 from the threshold on. For MULTI_LABEL. */
  async label(texts: readonly string[]): Promise<{ probabilities: Float32Array[]; chosen: Uint8Array[] }> {
    const { [PROBABILITIES]: probabilities, [CHOSEN]: chosen } = await this.answer(texts);
    const width = this.labels.length;
    const all = chosen!.data as Uint8Array;
    return {
      probabilities: outputRows(probabilities, width, texts.length),
      chosen: texts.map((_, row) => all.subarray(row * width, (row + 1) * width)),
    };
  }

  private answer(texts: readonly string[]) {
    const items = texts.map((text) => ({ text, truncate: true }));
    return answerTexts(this.pipeline, this.session, items);
  }

  async close(): Promise<void> {
    await this.session.release();
  }
}
