import { setImmediate } from 'node:timers/promises';
import type { DatasetReader } from '../../datasets/rows/dataset-reader.js';
import { layOutVersion } from '../../evaluation/lay-out-version.js';
import type { Measured } from '../../evaluation/measure.js';
import { MetricName } from '../../evaluation/metrics/metric-name.js';
import { openPipeline } from '../../evaluation/open-pipeline.js';
import { runs, textsOf } from '../../evaluation/texts/answer-rows.js';
import { Classifier } from '../../evaluation/texts/classifier.js';
import { measureVersion } from '../../evaluation/texts/measure-version.js';
import { Regressor } from '../../evaluation/texts/regressor.js';
import { LogLevel } from '../../jobs/reports/job-log.entity.js';
import { InvalidInputError } from '../../lib/errors.js';
import { isTextPipeline, type TextTask } from '../../pipelines/pipeline.js';
import type { TrainingContext } from '../training-context.js';
import type { Distillation, TaughtRows } from './distillation.js';
import { softenedEach, softenedProbabilities } from './softened.js';

/** By what teacher and student are compared in the job's log. */
const COMPARED = [
  [MetricName.ACCURACY, 'accuracy'],
  [MetricName.ROOT_MEAN_SQUARED_ERROR, 'root mean squared error'],
] as const;

/** A trial that reads kept answers holds them twice for a moment: those that are more are asked for by each. */
const MOST_KEPT_BYTES = 2 ** 30;
const ROWS_PER_TURN = 10_000;

/**
 * A version that answers texts with labels or numbers, and whose answers another one learns. Its model is loaded only while it is asked or
 * measured: trainings of a study, which have one each, need no more memory between that.
 */
export class Teacher {
  private constructor(
    readonly distillation: Distillation,
    /** Where its files lie. */
    private readonly files: string,
    private readonly task: TextTask,
    /** None where it answers with numbers. */
    readonly labels: readonly string[],
  ) {}

  /**
   * @returns null when the training has no teacher
   * @throws {InvalidInputError} when it does not answer texts
   */
  static async open(
    { db, blobs, folder }: Pick<TrainingContext, 'db' | 'blobs' | 'folder'>,
    distillation: Distillation | undefined,
  ): Promise<Teacher | null> {
    if (!distillation) return null;
    const files = await layOutVersion(db.manager, blobs, distillation.teacher.id, folder);
    const pipeline = await openPipeline(files);
    if (!pipeline || !isTextPipeline(pipeline))
      throw new InvalidInputError(`${distillation.teacher.ref} does not answer texts: choose another teacher.`);
    return new Teacher(distillation, files, pipeline.task, pipeline.labels);
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
    const taught = this.answersNumbers ? unchanged : this.softened(labels);
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
    const measured =
      evaluationSplit === null ? null : await measureVersion(this.files, reader, evaluationSplit, context);
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

  private get answersNumbers(): boolean {
    return this.task === 'REGRESSION';
  }

  /** Numbers of an answer. */
  private get outputs(): number {
    return this.answersNumbers ? 1 : this.labels.length;
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
    await this.ask(context, reader, split, said);
    if (bytes.length <= MOST_KEPT_BYTES) await kept?.keep(name, bytes);
    return said;
  }

  /** Fills what it says of the rows of a split. */
  private async ask(context: TrainingContext, reader: DatasetReader, split: string, said: Float32Array): Promise<void> {
    const { signal } = context;
    const message = `Asking ${this.distillation.teacher.ref} about the rows of "${split}"`;
    const total = reader.rowCount(split);
    await context.report({ done: 0, total, unit: 'rows', message });
    const model = this.answersNumbers ? await Regressor.open(this.files) : await Classifier.open(this.files);
    try {
      let done = 0;
      for await (const { texts } of reader.batches(split, signal))
        for (const rows of runs(texts.map((text) => ({ text })))) {
          said.set(await answersTo(model, textsOf(rows)), done * this.outputs);
          done += rows.length;
          await context.report({ done, total, unit: 'rows', message });
          await setImmediate();
          signal.throwIfAborted();
        }
    } finally {
      await model.close();
    }
  }

  /** Makes of its probabilities for a text those that are learnt. */
  private softened(labels: readonly string[]): (probabilities: Float32Array) => Float32Array {
    const columns = this.columnsOf(labels);
    const { temperature } = this.distillation;
    const soften = this.task === 'MULTI_LABEL' ? softenedEach : softenedProbabilities;
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

/** (texts, outputs) */
async function answersTo(model: Classifier | Regressor, texts: readonly string[]): Promise<Float32Array> {
  if (model instanceof Regressor) return model.answer(texts);
  const answers = await model.classify(texts);
  const all = new Float32Array(answers.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const answer of answers) {
    all.set(answer, at);
    at += answer.length;
  }
  return all;
}

function unchanged(answer: Float32Array): Float32Array {
  return answer;
}
