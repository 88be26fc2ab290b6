import type { EntityManager } from 'typeorm';
import type { RequestContext } from '../access/context.js';
import { resolveDatasetVersion } from '../datasets/resolve-dataset-version.js';
import { openDatasetReader } from '../datasets/rows/dataset-reader.js';
import { CLASSIFICATION_METRICS } from '../evaluation/metrics/classification-metrics.js';
import { enqueueJob } from '../jobs/enqueue-job.js';
import { durationToMs } from '../lib/durations.js';
import { InvalidInputError } from '../lib/errors.js';
import { Model, ModelTask } from '../models/model.entity.js';
import { resolveModelVersion } from '../models/resolve-model-version.js';
import type { OptimizationGoal } from './optimization-goal.js';
import type { OptimizationGoalInput, OptimizeModelVersionInput } from './optimization-inputs.js';
import { OptimizationJob } from './optimization-job.entity.js';
import { USUAL_PASSES } from './optimization-kinds.js';

const MOST_BATCH_SIZES = 4;
const LARGEST_BATCH = 256;

/**
 * Starts to make a version smaller or faster.
 * @throws {NotFoundError} when there is no such version
 * @throws {InvalidInputError} when the version is no classifier, the split is not there, or a limit makes no sense
 */
export async function optimizeModelVersion(
  tx: EntityManager,
  { actor, blobs, clock }: Pick<RequestContext, 'actor' | 'blobs' | 'clock'>,
  { modelVersion, goal, evaluation, passes, maxDuration }: Omit<OptimizeModelVersionInput, 'idempotencyKey'>,
): Promise<OptimizationJob> {
  const { projectId, id: startedById } = actor;
  const version = await resolveModelVersion(tx, projectId, modelVersion);
  const { task } = await tx.findOneByOrFail(Model, { id: version.modelId });
  if (task !== ModelTask.CLASSIFICATION)
    throw new InvalidInputError(
      `Only models of the task CLASSIFICATION can be measured before and after, not ${task}.`,
      ['input', 'modelVersion'],
    );
  const { id: datasetVersionId } = await resolveDatasetVersion(tx, projectId, evaluation.datasetVersion);
  (await openDatasetReader(tx, blobs, datasetVersionId)).rowCount(evaluation.split);
  const settings = {
    modelVersionId: version.id,
    passes: passes?.length ? [...new Set(passes)] : [...USUAL_PASSES],
    goal: checkedGoal(goal),
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

function checkedGoal({
  minimize,
  qualityMetric,
  maxQualityLoss,
  maxLatencyMs,
  maxSizeBytes,
}: OptimizationGoalInput): OptimizationGoal {
  const path = ['input', 'goal'];
  if (!CLASSIFICATION_METRICS.some((metric) => metric === qualityMetric))
    throw new InvalidInputError(
      `${qualityMetric} is no measure of a classifier's quality. Choose one of ${CLASSIFICATION_METRICS.join(', ')}.`,
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
