import type { EntityManager } from 'typeorm';
import type { RequestContext } from '../access/context.js';
import { resolveDatasetVersion } from '../datasets/resolve-dataset-version.js';
import { type DatasetReader, openDatasetReader } from '../datasets/rows/dataset-reader.js';
import { checkedTags } from '../graph/tag.js';
import { enqueueJob } from '../jobs/enqueue-job.js';
import { durationToMs } from '../lib/durations.js';
import { ConflictError, InvalidInputError } from '../lib/errors.js';
import { findModel } from '../models/find-model.js';
import { ModelTask } from '../models/model.entity.js';
import { maximumEntropySettings } from './linear/maximum-entropy-settings.js';
import type { StartTrainingInput } from './training-inputs.js';
import { TrainingJob } from './training-job.entity.js';

const DEFAULT_VALIDATION_SPLIT = 'validation';
const LARGEST_SEED = 2 ** 32 - 1;

/**
 * Starts a training. What can be known to be wrong before it runs is refused here.
 * @throws {NotFoundError} when there is no such model or dataset version
 * @throws {InvalidInputError} when a setting is out of range, or a split is not there
 * @throws {ConflictError} when the model is archived, or the rows were deleted
 */
export async function startTraining(
  tx: EntityManager,
  { actor, blobs, clock }: Pick<RequestContext, 'actor' | 'blobs' | 'clock'>,
  input: StartTrainingInput,
): Promise<TrainingJob> {
  const { projectId, id: startedById } = actor;
  const { maximumEntropy } = input.settings;
  if (!maximumEntropy) throw new InvalidInputError('Give settings.maximumEntropy.', ['input', 'settings']);
  const training = maximumEntropySettings(maximumEntropy, checkedSeed(input.seed));
  const model = await findModel(tx, projectId, input.model);
  if (model.archivedAt)
    throw new ConflictError(
      `The model "${model.name}" is archived. Bring it back with updateModel(archived: false) first.`,
    );
  if (model.task !== ModelTask.CLASSIFICATION)
    throw new InvalidInputError(`maximumEntropy trains models of the task CLASSIFICATION, not ${model.task}.`, [
      'input',
      'model',
    ]);
  const { id: datasetVersionId } = await resolveDatasetVersion(tx, projectId, input.datasetVersion);
  const reader = await openDatasetReader(tx, blobs, datasetVersionId);
  const settings = {
    training,
    datasetVersionId,
    trainSplit: existing(reader, 'trainSplit', input.trainSplit),
    validationSplit: validationSplitOf(reader, input.validationSplit ?? null, training.l2),
    evaluationSplit: input.evaluationSplit === null ? null : existing(reader, 'evaluationSplit', input.evaluationSplit),
    tags: checkedTags(input.tags),
  };
  const maxDurationMs = input.maxDuration == null ? null : durationToMs(input.maxDuration);
  const job = { projectId, startedById, settings, targetId: model.id, maxDurationMs };
  return enqueueJob(tx, TrainingJob, job, clock.now());
}

/** The split on which L2 is chosen; null when it is given, or no such split is there. */
function validationSplitOf(reader: DatasetReader, asked: string | null, l2: number | null): string | null {
  if (asked !== null) {
    if (l2 !== null)
      throw new InvalidInputError('validationSplit is for choosing l2: leave out one of them.', [
        'input',
        'validationSplit',
      ]);
    return existing(reader, 'validationSplit', asked);
  }
  const found = reader.splits.find(({ name }) => name === DEFAULT_VALIDATION_SPLIT);
  return l2 === null && found && found.rowCount > 0 ? found.name : null;
}

function existing(reader: DatasetReader, field: string, split: string): string {
  const found = reader.splits.find(({ name }) => name === split);
  if (found && found.rowCount > 0) return split;
  const names = reader.splits.map(({ name }) => `"${name}"`).join(', ');
  throw new InvalidInputError(
    `The dataset version has ${found ? 'no rows in the' : 'no'} split "${split}"; its splits are ${names}.`,
    ['input', field],
  );
}

function checkedSeed(seed: bigint | number): number {
  const number = Number(seed);
  if (number < 0 || number > LARGEST_SEED)
    throw new InvalidInputError(`seed is 0 to ${LARGEST_SEED}.`, ['input', 'seed']);
  return number;
}
