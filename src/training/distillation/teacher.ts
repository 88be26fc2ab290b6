import { setImmediate } from 'node:timers/promises';
import type { DatasetReader } from '../../datasets/rows/dataset-reader.js';
import { runs } from '../../evaluation/texts/answer-rows.js';
import { Classifier } from '../../evaluation/texts/classifier.js';
import { labelledBatches } from '../../evaluation/labelled-batches.js';
import { layOutVersion } from '../../evaluation/lay-out-version.js';
import { measureClassifier } from '../../evaluation/texts/measure-classifier.js';
import type { MetricValue } from '../../evaluation/metric-value.js';
import { InvalidInputError } from '../../lib/errors.js';
import type { TrainingContext } from '../training-context.js';
import type { Distillation } from './distillation.js';

/** A classifier whose answers another one learns. */
export class Teacher {
  private constructor(
    readonly distillation: Distillation,
    private readonly classifier: Classifier,
  ) {}

  /** @returns null when the training has no teacher */
  static async open(
    { db, blobs, folder }: Pick<TrainingContext, 'db' | 'blobs' | 'folder'>,
    distillation: Distillation | undefined,
  ): Promise<Teacher | null> {
    if (!distillation) return null;
    const files = await layOutVersion(db.manager, blobs, distillation.teacher.id, folder);
    return new Teacher(distillation, await Classifier.open(files));
  }

  get labels(): readonly string[] {
    return this.classifier.labels;
  }

  /**
   * Its probabilities for the rows of a split at the temperature of the distillation, as evaluation runs it: texts too long for it are cut.
   * @param labels of the student, in the order of its outputs
   * @returns (rows, labels), in the order of the rows
   * @throws {InvalidInputError} when it has other labels
   */
  async softTargets(
    reader: DatasetReader,
    split: string,
    labels: readonly string[],
    signal: AbortSignal,
  ): Promise<Float32Array> {
    const columns = this.columnsOf(labels);
    const targets = new Float32Array(reader.rowCount(split) * labels.length);
    let row = 0;
    for await (const batch of labelledBatches(reader, split, signal))
      for (const examples of runs(batch)) {
        for (const probabilities of await this.classifier.classify(examples.map(({ text }) => text))) {
          const softened = softenedProbabilities(probabilities, this.distillation.temperature);
          columns.forEach((column, label) => (targets[row * labels.length + label] = softened[column]!));
          row++;
        }
        await setImmediate();
        signal.throwIfAborted();
      }
    return targets;
  }

  /** How well it does on a split; null when there is none. */
  async measured(
    reader: DatasetReader,
    split: string | null,
    context: TrainingContext,
  ): Promise<readonly MetricValue[] | null> {
    return split === null ? null : (await measureClassifier(this.classifier, reader, split, context)).metrics;
  }

  close(): Promise<void> {
    return this.classifier.close();
  }

  private columnsOf(labels: readonly string[]): number[] {
    const own = this.labels;
    const { ref } = this.distillation.teacher;
    const different = [
      ...labels.filter((label) => !own.includes(label)),
      ...own.filter((label) => !labels.includes(label)),
    ];
    if (different.length > 0)
      throw new InvalidInputError(
        `Teacher and student have the same labels; ${ref} has ${own.join(', ')}, and the student ${labels.join(', ')}. Choose a teacher that was trained on rows with these labels.`,
      );
    return labels.map((label) => own.indexOf(label));
  }
}

/**
 * Probabilities as they are when the logits behind them are divided by a temperature.
 * @param probabilities (labels,)
 * @returns (labels,), with the sum 1
 */
export function softenedProbabilities(probabilities: Float32Array, temperature: number): Float32Array {
  // Roots of the ratios to the largest: that one stays 1, so that the sum never vanishes.
  const largest = probabilities.reduce((a, b) => Math.max(a, b), 0);
  const powers = probabilities.map((probability) => (probability / largest) ** (1 / temperature));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
