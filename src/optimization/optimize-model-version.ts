import type { EntityManager } from 'typeorm';
import type { RequestContext } from '../access/context.js';
import { resolveDatasetVersion } from '../datasets/versions/resolve-dataset-version.js';
import { openDatasetReader } from '../datasets/rows/dataset-reader.js';
import { CLASSIFICATION_METRICS } from '../evaluation/metrics/classification-metrics.js';
import { LABEL_SET_METRICS } from '../evaluation/metrics/label-set-metrics.js';
import type { MetricName } from '../evaluation/metrics/metric-name.js';
import { WORD_METRICS } from '../evaluation/word-vectors/word-metrics.js';
import { enqueueJob } from '../jobs/enqueue-job.js';
import { durationToMs } from '../lib/durations.js';
import { InvalidInputError } from '../lib/errors.js';
import { Model, ModelTask } from '../models/model.entity.js';
import { resolveModelVersion } from '../models/versions/resolve-model-version.js';
import type { OptimizationGoal } from './optimization-goal.js';
import type { OptimizationGoalInput, OptimizeModelVersionInput } from './optimization-inputs.js';
import { OptimizationJob, type OptimizationJobSettings } from './optimization-job.entity.js';
import { OptimizationPassKind, USUAL_PASSES } from './optimization-kinds.js';

const MOST_BATCH_SIZES = 4;
const LARGEST_BATCH = 256;

/** How versions of each task are measured: classifiers on labelled rows, what embeds texts by a test of words. */
const QUALITY_METRICS = {
  [ModelTask.CLASSIFICATION]: CLASSIFICATION_METRICS,
  [ModelTask.MULTI_LABEL]: LABEL_SET_METRICS,
  [ModelTask.EMBEDDING]: WORD_METRICS,
} as const satisfies Partial<Record<ModelTask, readonly MetricName[]>>;
type MeasuredTask = keyof typeof QUALITY_METRICS;

function isMeasured(task: ModelTask): task is MeasuredTask {
  return task in QUALITY_METRICS;
}

/**
 * Starts to make a version smaller or faster.
 * @throws {NotFoundError} when there is no such version
 * @throws {InvalidInputError} when the version is no classifier, the split is not there, or a limit makes no sense
 */
export async function optimizeModelVersion(
  tx: EntityManager,
  { actor, blobs, clock }: Pick<RequestContext, 'actor' | 'blobs' | 'clock'>,
  { modelVersion, goal, evaluation, passes, keepRows, maxDuration }: Omit<OptimizeModelVersionInput, 'idempotencyKey'>,
): Promise<OptimizationJob> {
  const { projectId, id: startedById } = actor;
  const version = await resolveModelVersion(tx, projectId, modelVersion);
  const { task } = await tx.findOneByOrFail(Model, { id: version.modelId });
  if (!isMeasured(task))
    throw new InvalidInputError(
      `Only models of the tasks ${Object.keys(QUALITY_METRICS).join(', ')} can be measured before and after, not ${task}.`,
      ['input', 'modelVersion'],
    );
  const { id: datasetVersionId } = await resolveDatasetVersion(tx, projectId, evaluation.datasetVersion);
  (await openDatasetReader(tx, blobs, datasetVersionId)).rowCount(evaluation.split);
  const settings = {
    modelVersionId: version.id,
    ...checkedPasses(task, passes, keepRows),
    goal: checkedGoal(task, goal),
    datasetVersionId,
    split: evaluation.split,
    batchSizes: checkedSizes(evaluation.batchSizes),
  };
  const maxDurationMs = maxDuration == null ? null : durationToMs(maxDuration);
  return enqueueJob(
    tx,
    OptimizationJob,
    { projectId, startedById, settings, targetId: version.id, maxDurationMs },
    clock.now(),
  );
}

function checkedPasses(
  task: MeasuredTask,
  asked: OptimizeModelVersionInput['passes'],
  keepRows: OptimizeModelVersionInput['keepRows'],
): Pick<OptimizationJobSettings, 'passes' | 'keepRows'> {
  const passes = asked?.length ? [...new Set(asked)] : [...USUAL_PASSES[task]];
  const path = ['input', 'keepRows'];
  const prunes = passes.includes(OptimizationPassKind.FEATURE_PRUNING);
  if (keepRows == null) {
    if (prunes)
      throw new InvalidInputError('FEATURE_PRUNING wants to know how many rows to keep: give keepRows.', path);
    return { passes, keepRows: null };
  }
  if (!prunes)
    throw new InvalidInputError('keepRows is for FEATURE_PRUNING: leave it out, or add that pass to passes.', path);
  if (keepRows < 1) throw new InvalidInputError('keepRows is 1 or more.', path);
  return { passes, keepRows };
}

function checkedGoal(task: MeasuredTask, goal: OptimizationGoalInput): OptimizationGoal {
  const { minimize, qualityMetric, maxQualityLoss, maxLatencyMs, maxSizeBytes } = goal;
  const path = ['input', 'goal'];
  const metrics: readonly MetricName[] = QUALITY_METRICS[task];
  if (!metrics.includes(qualityMetric))
    throw new InvalidInputError(
      `${qualityMetric} is no measure of the quality of a version of the task ${task}. Choose one of ${metrics.join(', ')}.`,
      [...path, 'qualityMetric'],
    );
  if (maxQualityLoss < 0)
    throw new InvalidInputError('The most quality that may be lost is at least 0.', [...path, 'maxQualityLoss']);
  if (maxLatencyMs != null && maxLatencyMs <= 0)
    throw new InvalidInputError('The longest time of a run is above 0 ms.', [...path, 'maxLatencyMs']);
  return {
    minimize,
    qualityMetric,
    maxQualityLoss,
    maxLatencyMs: maxLatencyMs ?? null,
    maxSizeBytes: maxSizeBytes == null ? null : Number(maxSizeBytes),
  };
}

function checkedSizes(sizes: readonly number[]): number[] {
  const checked = [...new Set(sizes)].sort((a, b) => a - b);
  const ok = checked.every((size) => size >= 1 && size <= LARGEST_BATCH);
  if (!ok || checked.length === 0 || checked.length > MOST_BATCH_SIZES)
    throw new InvalidInputError(`Give 1 to ${MOST_BATCH_SIZES} batch sizes of 1 to ${LARGEST_BATCH} rows.`, [
      'input',
      'evaluation',
      'batchSizes',
    ]);
  return checked;
}
