import { answerTexts } from '../../pipelines/answer-texts.js';
import { VALUE } from '../../pipelines/regression.js';
import { type OpenTextModel, openTextModel } from './open-text-model.js';

/** A model version loaded to answer texts with numbers, for the process of a job: a run blocks it. */
export class Regressor {
  private constructor(private readonly model: OpenTextModel) {}

  /**
   * @param folder holds the version's files under their paths
   * @throws {InvalidInputError} when it answers something else
   */
  static async open(folder: string): Promise<Regressor> {
    const refusal = 'Only versions that answer texts with numbers can be measured by numbers.';
    return new Regressor(await openTextModel(folder, ['REGRESSION'], refusal));
  }

  /** (texts,) the numbers. What is too long for the model is cut, as `truncate: true` does in a prediction. */
  async answer(texts: readonly string[]): Promise<Float32Array> {
    const { pipeline, session } = this.model;
    const items = texts.map((text) => ({ text, truncate: true }));
    const { [VALUE]: values } = await answerTexts(pipeline, session, items);
    return values!.data as Float32Array;
  }

  async close(): Promise<void> {
    await this.model.session.release();
  }
}
