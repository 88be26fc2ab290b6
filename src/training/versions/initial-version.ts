import type { EntityManager } from 'typeorm';
import { InvalidInputError } from '../../lib/errors.js';
import type { ModelVersion } from '../../models/versions/model-version.entity.js';
import { Model } from '../../models/model.entity.js';
import { resolveModelVersion } from '../../models/versions/resolve-model-version.js';
import { TrainingJob } from '../training-job.entity.js';
import type { TrainingRun } from '../training-run.js';
import { TrainingAlgorithm } from '../training-settings.js';

const PATH = ['input', 'initialVersion'];

/** Algorithms whose trainings may begin from a version, and those that may have trained it. */
const INITIAL_OF = {
  [TrainingAlgorithm.RECURRENT_LANGUAGE_MODEL]: [TrainingAlgorithm.RECURRENT_LANGUAGE_MODEL],
  [TrainingAlgorithm.TRANSFORMER_LANGUAGE_MODEL]: [TrainingAlgorithm.TRANSFORMER_LANGUAGE_MODEL],
  [TrainingAlgorithm.TRANSFORMER_CLASSIFIER]: [
    TrainingAlgorithm.TRANSFORMER_CLASSIFIER,
    TrainingAlgorithm.TRANSFORMER_LANGUAGE_MODEL,
  ],
} as const satisfies Partial<Record<TrainingAlgorithm, readonly TrainingAlgorithm[]>>;

type InitialOf<A> = A extends keyof typeof INITIAL_OF ? (typeof INITIAL_OF)[A][number] : never;

/** A version that a training works with. */
export interface NamedVersion {
  readonly id: string;
  /** As in "poet@3". */
  readonly ref: string;
}

/** A version that was trained here, with the settings that it was trained by. */
export interface InitialVersion extends NamedVersion {
  readonly training: TrainingRun;
}

/**
 * The version that a training is to begin from.
 * @throws {NotFoundError} when the project has none of that reference
 * @throws {InvalidInputError} when it was not trained here: only then its weights are those of a network that is known
 */
export async function resolveInitialVersion(
  tx: EntityManager,
  projectId: string,
  reference: string,
): Promise<InitialVersion> {
  const version = await resolveModelVersion(tx, projectId, reference);
  const { name } = await tx.findOneByOrFail(Model, { id: version.modelId });
  const ref = `${name}@${version.number}`;
  const training = await trainingOfVersion(tx, projectId, version);
  if (!training)
    throw new InvalidInputError(
      `${ref} was not trained here, so that no training can go on with its weights. Begin from a version that startTraining made, not from an upload or what an optimization made.`,
      PATH,
    );
  return { id: version.id, ref, training };
}

/** The settings that a version was trained by; null when it was not trained here. */
export async function trainingOfVersion(
  tx: EntityManager,
  projectId: string,
  { origin }: ModelVersion,
): Promise<TrainingRun | null> {
  const job = 'jobId' in origin ? await tx.findOneBy(TrainingJob, { id: origin.jobId, projectId }) : null;
  return job?.settings.training ?? null;
}

/**
 * The settings of the version that a training begins from.
 * @param algorithm of the training
 * @returns null when it begins from nothing
 * @throws {InvalidInputError} when such a training cannot begin from it
 */
export function initialRun<A extends TrainingAlgorithm>(
  initial: InitialVersion | null,
  algorithm: A,
): Extract<TrainingRun, { algorithm: InitialOf<A> }> | null {
  if (!initial) return null;
  const { ref, training } = initial;
  const known = initialAlgorithms(algorithm);
  if (known.length === 0)
    throw new InvalidInputError(
      `Trainings by ${algorithm} begin from nothing: leave out initialVersion, or train by ${Object.keys(INITIAL_OF).join(', ')}.`,
      PATH,
    );
  if (!known.includes(training.algorithm))
    throw new InvalidInputError(
      `${ref} was trained by ${training.algorithm}; a training by ${algorithm} begins from versions of ${known.join(' or ')}.`,
      PATH,
    );
  return training as Extract<TrainingRun, { algorithm: InitialOf<A> }>;
}

function initialAlgorithms(algorithm: TrainingAlgorithm): readonly TrainingAlgorithm[] {
  return algorithm in INITIAL_OF ? INITIAL_OF[algorithm as keyof typeof INITIAL_OF] : [];
}
