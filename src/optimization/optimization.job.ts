import { type DatasetReader, openDatasetReader } from '../datasets/rows/dataset-reader.js';
import { Classifier } from '../evaluation/classifier.js';
import { classifySplit } from '../evaluation/classify-split.js';
import { layOutVersion } from '../evaluation/lay-out-version.js';
import { measure } from '../evaluation/measure.js';
import { metricChange } from '../evaluation/metric-change.js';
import { MetricName } from '../evaluation/metric-name.js';
import { type MetricValue, metricValue } from '../evaluation/metric-value.js';
import { compareOutcomes } from '../evaluation/metrics/classification-metrics.js';
import type { Outcomes } from '../evaluation/metrics/outcomes.js';
import { decodeOutcomes } from '../evaluation/metrics/outcomes-file.js';
import type { JobHandler } from '../jobs/define-job.js';
import type { JobContext } from '../jobs/job-context.js';
import { LogLevel } from '../jobs/job-log.entity.js';
import { isDomainError } from '../lib/errors.js';
import type { NewFile } from '../models/insert-model-version.js';
import { ModelFile, ModelFileRole } from '../models/model-file.entity.js';
import { runtimeReason } from '../onnx/runtime-reason.js';
import { CandidateMaker, type MadeCandidate } from './candidate-maker.js';
import type { Measurements } from './judge.js';
import { measureSpeed } from './measure-speed.js';
import type { Candidate, OptimizationState } from './measured-candidate.js';
import type { OptimizationJob } from './optimization-job.entity.js';
import type { OptimizationPassKind } from './optimization-kinds.js';
import { recipesOf } from './passes.js';
import { recordOptimization } from './record-optimization.js';
import { latencyChange, throughputChange } from './speed-change.js';

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
    private readonly context: JobContext,
    private readonly reader: DatasetReader,
    private readonly source: Classifier,
    private readonly files: readonly NewFile[],
    private readonly maker: CandidateMaker,
  ) {}

  static async open(job: OptimizationJob, context: JobContext): Promise<Optimization> {
    const { modelVersionId, datasetVersionId } = job.settings;
    const { db, blobs, folder } = context;
    const sourceFolder = await layOutVersion(db.manager, blobs, modelVersionId, folder);
    const rows = await db.manager.findBy(ModelFile, { modelVersionId });
    const files = rows.map(({ path, role, digest, sizeBytes }) => ({
      path,
      role,
      digest,
      sizeBytes: Number(sizeBytes),
    }));
    return new Optimization(
      job,
      context,
      await openDatasetReader(db.manager, blobs, datasetVersionId),
      await Classifier.open(sourceFolder),
      files,
      new CandidateMaker(blobs, { files, folder: sourceFolder }, `${folder}/candidates`),
    );
  }

  async measureAll(): Promise<OptimizationState> {
    const recipes = recipesOf(this.job.settings.passes);
    const state = await this.lastState();
    if (state.source === null) {
      const outcomes = await this.classify(this.source, 'the source', 0, recipes.length);
      state.source = await measure(this.context.blobs, outcomes);
      await this.keep(state);
    }
    const outcomes = decodeOutcomes(await this.context.blobs.readBytes(state.source.outcomesDigest));
    const texts = await this.firstTexts();
    for (const kinds of recipes.slice(state.candidates.length)) {
      state.candidates.push(await this.candidate(kinds, outcomes, texts, state.candidates.length + 1, recipes.length));
      await this.keep(state);
    }
    return state;
  }

  private async candidate(
    kinds: OptimizationPassKind[],
    sourceOutcomes: Outcomes,
    texts: readonly string[],
    number: number,
    count: number,
  ): Promise<Candidate> {
    const name = kinds.join(' and ');
    let made: MadeCandidate | null = null;
    try {
      made = await this.maker.make(kinds);
      const outcomes = await this.classify(made.classifier, name, number, count);
      const measured = await this.compare(made, sourceOutcomes, outcomes, texts);
      const { passes, files, parameterCount } = made;
      return { passes, files, parameterCount, measured, evaluation: await measure(this.context.blobs, outcomes) };
    } catch (error) {
      // Only what the model is to blame for makes the candidate fail; the rest fails the job.
      this.context.signal.throwIfAborted();
      if (isDomainError(error) && error.retryable) throw error;
      const failure = isDomainError(error) ? error.message : runtimeReason(error);
      this.context.log(LogLevel.WARN, `${name}: ${failure}`);
      return { kinds, failure };
    } finally {
      await made?.classifier.close();
    }
  }

  private async compare(
    made: MadeCandidate,
    before: Outcomes,
    after: Outcomes,
    texts: readonly string[],
  ): Promise<Measurements> {
    const { goal, batchSizes } = this.job.settings;
    const { signal } = this.context;
    const samples = [];
    for (const batchSize of batchSizes)
      samples.push(await measureSpeed(this.source, made.classifier, { texts, batchSize, signal }));
    const changes = await compareOutcomes(before, after);
    return {
      size: metricChange(sizeOf(this.files), sizeOf(made.files), null),
      latency: await latencyChange(samples[0]!),
      throughput: await throughputChange(samples.at(-1)!),
      quality: changes.find(({ name }) => name === goal.qualityMetric)!,
    };
  }

  /** Answers every row, and tells how far the whole job is with that. */
  private classify(classifier: Classifier, name: string, number: number, count: number): Promise<Outcomes> {
    const { split } = this.job.settings;
    const rows = this.reader.rowCount(split);
    const total = rows * (count + 1);
    return classifySplit(classifier, this.reader, split, this.context.signal, (done) =>
      this.context.report({ done: rows * number + done, total, unit: 'rows', message: `Measuring ${name}` }),
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
