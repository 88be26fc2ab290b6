import { setImmediate } from 'node:timers/promises';
import type { DatasetReader } from '../../datasets/rows/dataset-reader.js';
import { layOutVersion } from '../../evaluation/lay-out-version.js';
import type { Measured } from '../../evaluation/measure.js';
import { MetricName } from '../../evaluation/metric-name.js';
import { runs, textsOf } from '../../evaluation/texts/answer-rows.js';
import { Classifier } from '../../evaluation/texts/classifier.js';
import { measureClassifier } from '../../evaluation/texts/measure-classifier.js';
import { measureRegressor } from '../../evaluation/texts/measure-regressor.js';
import { answersNumbers } from '../../evaluation/texts/measure-version.js';
import { Regressor } from '../../evaluation/texts/regressor.js';
import { LogLevel } from '../../jobs/job-log.entity.js';
import { InvalidInputError } from '../../lib/errors.js';
import type { TrainingContext } from '../training-context.js';
import type { Distillation, TaughtRows } from './distillation.js';
import { softenedEach, softenedProbabilities } from './softened.js';

/** By what teacher and student are compared in the job's log. */
const COMPARED = [
  [MetricName.ACCURACY, 'accuracy'],
  [MetricName.ROOT_MEAN_SQUARED_ERROR, 'root mean squared error'],
] as const;

/** A blob is read in one piece, which ends at 2 GiB: more answers are asked for by each trial. */
const MOST_KEPT_BYTES = 2 ** 30;
const ROWS_PER_TURN = 10_000;

/** A version that answers texts with labels or numbers, and whose answers another one learns. */
export class Teacher {
  private constructor(
    readonly distillation: Distillation,
    private readonly model: Classifier | Regressor,
  ) {}

  /** @returns null when the training has no teacher */
  static async open(
    { db, blobs, folder }: Pick<TrainingContext, 'db' | 'blobs' | 'folder'>,
    distillation: Distillation | undefined,
  ): Promise<Teacher | null> {
    if (!distillation) return null;
    const files = await layOutVersion(db.manager, blobs, distillation.teacher.id, folder);
    const model = (await answersNumbers(files)) ? await Regressor.open(files) : await Classifier.open(files);
    return new Teacher(distillation, model);
  }

  /** None where it answers with numbers. */
  get labels(): readonly string[] {
    return this.model instanceof Classifier ? this.model.labels : [];
  }

  /** As in ", taught by topics@3,": what a summary of the training says of it. */
  get inWords(): string {
    return `, taught by ${this.distillation.teacher.ref},`;
  }

  /**
   * What it says of the rows of a split, as evaluation runs it: texts too long for it are cut. Probabilities are at the temperature of the
   * distillation.
   * @param labels of the student, in the order of its outputs
   * @throws {InvalidInputError} when it has other labels, or answers with what is no probability, or no number
   */
  async answersOf(
    context: TrainingContext,
    reader: DatasetReader,
    split: string,
    labels: readonly string[],
  ): Promise<TaughtRows> {
    const { temperature, alpha, teacher } = this.distillation;
    const taught = this.model instanceof Classifier ? this.softened(this.model, labels) : unchanged;
    const answers = await this.saidOf(context, reader, split);
    for (let start = 0; start < answers.length; start += this.outputs) {
      const answer = taught(answers.subarray(start, start + this.outputs));
      if (!answer.every(Number.isFinite))
        throw new InvalidInputError(
          `${teacher.ref} answers a text with what is no ${this.labels.length > 0 ? 'probability' : 'number'}: choose another teacher.`,
        );
      answers.set(answer, start);
      if ((start / this.outputs) % ROWS_PER_TURN !== 0) continue;
      await setImmediate();
      context.signal.throwIfAborted();
    }
    return { temperature, alpha, answers };
  }

  /** Measures it on the rows that its student was measured on. @returns what training.json says of the distillation */
  async compared(
    context: TrainingContext,
    reader: DatasetReader,
    evaluationSplit: string | null,
    student: Measured | null,
  ): Promise<object> {
    const { teacher, temperature, alpha } = this.distillation;
    const measured = evaluationSplit === null ? null : await this.measured(reader, evaluationSplit, context);
    for (const [name, inWords] of COMPARED) {
      const [own, taught] = [measured, student].map((of) => of?.metrics.find((metric) => metric.name === name)?.value);
      if (own !== undefined && taught !== undefined)
        context.log(
          LogLevel.INFO,
          `On "${evaluationSplit!}" the teacher ${teacher.ref} has the ${inWords} ${own}, and what it taught ${taught}.`,
        );
    }
    return { teacher: teacher.ref, temperature, alpha, teacherMetrics: measured?.metrics ?? null };
  }

  close(): Promise<void> {
    return this.model.close();
  }

  private measured(reader: DatasetReader, split: string, context: TrainingContext): Promise<Measured> {
    const { model } = this;
    return model instanceof Classifier
      ? measureClassifier(model, reader, split, context)
      : measureRegressor(model, reader, split, context);
  }

  /** Numbers of an answer. */
  private get outputs(): number {
    return this.model instanceof Classifier ? this.labels.length : 1;
  }

  /**
   * (rows, outputs) of a split, in the order of its own labels. Trials of a study ask once: whatever temperature they take, it says the same.
   */
  private async saidOf(context: TrainingContext, reader: DatasetReader, split: string): Promise<Float32Array> {
    const { teacher } = this.distillation;
    const kept = context.trial?.keptFiles;
    const name = JSON.stringify({ answersOf: teacher.id, split });
    const said = new Float32Array(reader.rowCount(split) * this.outputs);
    const bytes = new Uint8Array(said.buffer);
    const known = await kept?.read(name);
    if (known?.length === bytes.length) {
      bytes.set(known);
      return said;
    }
    await context.report({ message: `Asking ${teacher.ref} about the rows of "${split}"` });
    let at = 0;
    for await (const { texts } of reader.batches(split, context.signal))
      for (const rows of runs(texts.map((text) => ({ text })))) {
        for (const answer of await this.answer(textsOf(rows))) {
          said.set(answer, at);
          at += answer.length;
        }
        await setImmediate();
        context.signal.throwIfAborted();
      }
    if (bytes.length <= MOST_KEPT_BYTES) await kept?.keep(name, bytes);
    return said;
  }

  /** What it says of some texts, a part or all of them at a time. */
  private async answer(texts: readonly string[]): Promise<readonly Float32Array[]> {
    const { model } = this;
    return model instanceof Classifier ? model.classify(texts) : [await model.answer(texts)];
  }

  /** Makes of its probabilities for a text those that are learnt. */
  private softened(classifier: Classifier, labels: readonly string[]): (probabilities: Float32Array) => Float32Array {
    const columns = this.columnsOf(labels);
    const { temperature } = this.distillation;
    const soften = classifier.task === 'MULTI_LABEL' ? softenedEach : softenedProbabilities;
    return (probabilities) => {
      const answer = soften(probabilities, temperature);
      return Float32Array.from(columns, (column) => answer[column]!);
    };
  }

  private columnsOf(labels: readonly string[]): number[] {
    const own = this.labels;
    const { ref } = this.distillation.teacher;
    const columns = new Map(own.map((label, column) => [label, column]));
    if (columns.size !== labels.length || !labels.every((label) => columns.has(label)))
      throw new InvalidInputError(
        `Teacher and student have the same labels; ${ref} has ${own.join(', ')}, and the student ${labels.join(', ')}. Choose a teacher that was trained on rows with these labels.`,
      );
    return labels.map((label) => columns.get(label)!);
  }
}

function unchanged(answer: Float32Array): Float32Array {
  return answer;
}
