import type { EntityManager } from 'typeorm';
import type { RequestContext } from '../access/context.js';
import { resolveDatasetVersion } from '../datasets/versions/resolve-dataset-version.js';
import { openDatasetReader } from '../datasets/rows/dataset-reader.js';
import { enqueueJob } from '../jobs/enqueue-job.js';
import { InvalidInputError } from '../lib/errors.js';
import { Model, ModelTask } from '../models/model.entity.js';
import { resolveModelVersion } from '../models/versions/resolve-model-version.js';
import { EvaluationJob } from './evaluation-job.entity.js';

/** Classifiers, of one label or any number of them, on labelled rows; what answers numbers on rows with these; what embeds texts on analogies, or pairs of words with ratings. */
const MEASURED: readonly ModelTask[] = [
  ModelTask.CLASSIFICATION,
  ModelTask.MULTI_LABEL,
  ModelTask.REGRESSION,
  ModelTask.EMBEDDING,
];

export interface EvaluationRequest {
  modelVersion: string;
  datasetVersion: string;
  split: string;
}

/**
 * Starts to measure a version on a split.
 * @throws {NotFoundError} when there is no such version
 * @throws {InvalidInputError} when a version of its task cannot be measured, or the split is not there
 */
export async function evaluateModelVersion(
  tx: EntityManager,
  { actor, blobs, clock }: Pick<RequestContext, 'actor' | 'blobs' | 'clock'>,
  { modelVersion, datasetVersion, split }: EvaluationRequest,
): Promise<EvaluationJob> {
  const { projectId, id: startedById } = actor;
  const version = await resolveModelVersion(tx, projectId, modelVersion);
  const { task } = await tx.findOneByOrFail(Model, { id: version.modelId });
  if (!MEASURED.includes(task))
    throw new InvalidInputError(`A dataset version measures models of the tasks ${MEASURED.join(', ')}, not ${task}.`, [
      'input',
      'modelVersion',
    ]);
  const { id: datasetVersionId } = await resolveDatasetVersion(tx, projectId, datasetVersion);
  (await openDatasetReader(tx, blobs, datasetVersionId)).rowCount(split);
  const settings = { modelVersionId: version.id, datasetVersionId, split };
  return enqueueJob(tx, EvaluationJob, { projectId, startedById, settings, targetId: version.id }, clock.now());
}
