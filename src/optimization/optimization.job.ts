import { type DatasetReader, openDatasetReader } from '../datasets/rows/dataset-reader.js';
import { compareMeasured } from '../evaluation/comparison/compare-measured.js';
import { layOutVersion } from '../evaluation/lay-out-version.js';
import type { Measured } from '../evaluation/measure.js';
import { metricChange } from '../evaluation/comparison/metric-change.js';
import { MetricName } from '../evaluation/metrics/metric-name.js';
import { type MetricValue, metricValue } from '../evaluation/metrics/metric-value.js';
import type { JobHandler } from '../jobs/define-job.js';
import type { JobContext } from '../jobs/job-context.js';
import { LogLevel } from '../jobs/reports/job-log.entity.js';
import { InvalidInputError, isDomainError } from '../lib/errors.js';
import type { NewFile } from '../models/versions/insert-model-version.js';
import { ModelFile, ModelFileRole } from '../models/files/model-file.entity.js';
import { ModelVersion } from '../models/versions/model-version.entity.js';
import { Model, ModelTask } from '../models/model.entity.js';
import { runtimeReason } from '../onnx/runtime/runtime-reason.js';
import { CandidateMaker, type MadeCandidate } from './candidates/candidate-maker.js';
import type { Measurements } from './candidates/judge.js';
import { measureSpeed } from './measuring/measure-speed.js';
import type { Candidate, OptimizationState } from './candidates/measured-candidate.js';
import { type MeasuredModel, openMeasuredModel } from './measuring/measured-model.js';
import type { OptimizationJob } from './optimization-job.entity.js';
import type { OptimizationPassKind } from './optimization-kinds.js';
import { recipesOf } from './passes/passes.js';
import { recordOptimization } from './record-optimization.js';
import { latencyChange, throughputChange } from './measuring/speed-change.js';

/** Texts that speed is measured on. */
const SPEED_TEXTS = 512;

/**
 * Makes and measures every combination of the passes, judges them and keeps them all. A second delivery goes on behind the
 * last candidate that was measured.
 */
export const optimizationJob: JobHandler<OptimizationJob> = {
  async run(job, context) {
    const optimization = await Optimization.open(job, context);
    const state = await optimization.measureAll();
    await context.finish((tx) => recordOptimization(tx, job, state));
  },
};

class Optimization {
  private constructor(
    private readonly job: OptimizationJob,
    private readonly task: ModelTask,
    private readonly context: JobContext,
    private readonly reader: DatasetReader,
    private readonly source: MeasuredModel,
    private readonly files: readonly NewFile[],
    private readonly maker: CandidateMaker,
  ) {}

  static async open(job: OptimizationJob, context: JobContext): Promise<Optimization> {
    const { modelVersionId, datasetVersionId, keepRows = null } = job.settings;
    const { db, blobs, folder } = context;
    const sourceFolder = await layOutVersion(db.manager, blobs, modelVersionId, folder);
    const rows = await db.manager.findBy(ModelFile, { modelVersionId });
    const files = rows.map(({ path, role, digest, sizeBytes }) => ({
      path,
      role,
      digest,
      sizeBytes: Number(sizeBytes),
    }));
    const { modelId } = await db.manager.findOneByOrFail(ModelVersion, { id: modelVersionId });
    const { task } = await db.manager.findOneByOrFail(Model, { id: modelId });
    const maker = new CandidateMaker(
      blobs,
      { files, folder: sourceFolder },
      `${folder}/candidates`,
      { keepRows },
      task,
    );
    return new Optimization(
      job,
      task,
      context,
      await openDatasetReader(db.manager, blobs, datasetVersionId),
      await openMeasuredModel(task, sourceFolder),
      files,
      maker,
    );
  }

  async measureAll(): Promise<OptimizationState> {
    const recipes = recipesOf(this.job.settings.passes);
    const state = await this.lastState();
    if (state.source === null) {
      state.source = await this.measure(this.source, 'the source', 0, recipes.length);
      this.assertMeasures(state.source);
      await this.keep(state);
    }
    const outcomes = await this.context.blobs.readBytes(state.source.outcomesDigest);
    const texts = await this.firstTexts();
    for (const kinds of recipes.slice(state.candidates.length)) {
      state.candidates.push(await this.candidate(kinds, outcomes, texts, state.candidates.length + 1, recipes.length));
      await this.keep(state);
    }
    return state;
  }

  private async candidate(
    kinds: OptimizationPassKind[],
    sourceOutcomes: Uint8Array,
    texts: readonly string[],
    number: number,
    count: number,
  ): Promise<Candidate> {
    const name = kinds.join(' and ');
    let made: MadeCandidate | null = null;
    try {
      made = await this.maker.make(kinds);
      if (this.source.searchesWords && !made.model.searchesWords)
        throw new InvalidInputError('Words of the candidate cannot be searched any more.');
      const evaluation = await this.measure(made.model, name, number, count);
      const outcomes = await this.context.blobs.readBytes(evaluation.outcomesDigest);
      const measured = await this.compare(made, sourceOutcomes, outcomes, texts);
      const { passes, files, parameterCount } = made;
      return { passes, files, parameterCount, measured, evaluation };
    } catch (error) {
      // Only what the model is to blame for makes the candidate fail; the rest fails the job.
      this.context.signal.throwIfAborted();
      if (isDomainError(error) && error.retryable) throw error;
      const failure = isDomainError(error) ? error.message : runtimeReason(error);
      this.context.log(LogLevel.WARN, `${name}: ${failure}`);
      return { kinds, failure };
    } finally {
      await made?.model[Symbol.asyncDispose]();
    }
  }

  private async compare(
    made: MadeCandidate,
    before: Uint8Array,
    after: Uint8Array,
    texts: readonly string[],
  ): Promise<Measurements> {
    const { goal, batchSizes } = this.job.settings;
    const { signal } = this.context;
    const samples = [];
    for (const batchSize of batchSizes)
      samples.push(await measureSpeed(this.source, made.model, { texts, batchSize, signal }));
    const changes = await compareMeasured(before, after);
    return {
      size: metricChange(sizeOf(this.files), sizeOf(made.files), null),
      latency: await latencyChange(samples[0]!),
      throughput: await throughputChange(samples.at(-1)!),
      quality: changes.find(({ name }) => name === goal.qualityMetric)!,
    };
  }

  /** Measures a model on all rows, and tells how far the whole job is with that. */
  private measure(model: MeasuredModel, name: string, number: number, count: number): Promise<Measured> {
    const unit = this.task === ModelTask.EMBEDDING ? 'words' : 'rows';
    return model.measure(this.reader, this.job.settings.split, this.context, (done, total) =>
      this.context.report({
        ...{ done: total * number + done, total: total * (count + 1), unit },
        message: `Measuring ${name}`,
      }),
    );
  }

  /** What a test of words measures shows when it is read. */
  private assertMeasures({ metrics }: Measured): void {
    const { qualityMetric } = this.job.settings.goal;
    if (metrics.some(({ name }) => name === qualityMetric)) return;
    const names = metrics.map(({ name }) => name).join(', ');
    throw new InvalidInputError(
      `The rows measure ${names}, and not ${qualityMetric}: choose one of them, or other rows.`,
    );
  }

  private async firstTexts(): Promise<string[]> {
    const texts: string[] = [];
    for await (const batch of this.reader.batches(this.job.settings.split, this.context.signal)) {
      texts.push(...batch.texts.slice(0, SPEED_TEXTS - texts.length));
      if (texts.length >= SPEED_TEXTS) break;
    }
    return texts;
  }

  private async lastState(): Promise<OptimizationState> {
    const checkpoint = await this.context.lastCheckpoint();
    return checkpoint
      ? (JSON.parse(Buffer.from(checkpoint).toString()) as OptimizationState)
      : { source: null, candidates: [] };
  }

  private keep(state: OptimizationState): Promise<void> {
    return this.context.checkpoint(Buffer.from(JSON.stringify(state)));
  }
}

/** What serving needs; evidence is none of it. */
function sizeOf(files: readonly NewFile[]): MetricValue {
  const served = files.filter(({ role }) => role !== ModelFileRole.EVIDENCE);
  return metricValue(
    MetricName.SIZE,
    served.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  );
}
