import type { EntityManager } from 'typeorm';
import type { Actor } from '../../../access/actor.entity.js';
import { JobRow } from '../../../jobs/job.entity.js';
import { lockJob } from '../../../jobs/lock-job.js';
import { ConflictError, NotFoundError } from '../../../lib/errors.js';
import type { ModelVersion } from '../../../models/versions/model-version.entity.js';
import { insertTrainedVersion } from '../../trained/trained-version.js';
import type { TrainingJob } from '../../training-job.entity.js';
import { stateOf, type StudyTrial } from './study-trials.js';
import { TrialState } from '../tuning-kinds.js';
import { TuningTrial } from './tuning-trial.entity.js';

/**
 * Makes a trial that went to its end a version of the study's model.
 * @throws {NotFoundError} when the project has no such trial
 * @throws {ConflictError} when it has no model to register: it has not ended, is a version already, or others are better throughout
 */
export async function registerTrial(
  tx: EntityManager,
  { projectId }: Actor,
  id: string,
  now: Date,
): Promise<ModelVersion> {
  const job = (await lockJob(tx, projectId, id)) as TrainingJob;
  const trial = await tx.findOneBy(TuningTrial, { jobId: id });
  if (!trial) throw new NotFoundError('trial', id, 'It is no trial of a study.');
  if (job.resultId) throw new ConflictError(`The trial is the version ${job.resultId} already.`);
  const state = stateOf({ trial, job });
  if (state !== TrialState.COMPLETED)
    throw new ConflictError(`The trial is ${state}: only one that was trained to its end has a model.`);
  if (!trial.trained)
    throw new ConflictError(
      'Other trials are better in every objective, so that its files were let go. Start a training with its settings.',
    );
  return registerTrained(tx, { trial, job }, now);
}

/** Makes what a trial trained a version of the study's model; its lineage names the study and the trial. */
export async function registerTrained(tx: EntityManager, { trial, job }: StudyTrial, now: Date): Promise<ModelVersion> {
  const { trained, number, studyId } = trial;
  const summary = `${trained!.summary.replace(/\.$/, '')}, as trial ${number} of the study ${studyId}.`;
  const version = await insertTrainedVersion(tx, job, { ...trained!, summary }, now);
  await tx.update(JobRow, { id: job.id }, { resultId: version.id });
  await tx.update(TuningTrial, { jobId: job.id }, { trained: null });
  Object.assign(job, { resultId: version.id });
  trial.trained = null;
  return version;
}
