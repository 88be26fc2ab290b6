import type { EntityManager } from 'typeorm';
import type { JobContext, JobReport } from '../jobs/job-context.js';
import { systemClock } from '../lib/clock.js';
import { insertTrainedVersion, type TrainedVersion } from './trained/trained-version.js';
import { TrainingJob } from './training-job.entity.js';
import type { TrainingRun } from './training-run.js';

/** Files that trainings of a study keep for one another, by names. */
export interface KeptFiles {
  /** Null when there is none, or it is damaged. */
  read(name: string): Promise<Uint8Array | null>;
  /** Keeps it until the study has ended. Trainings that keep something under the same name keep the same. */
  keep(name: string, bytes: Uint8Array): Promise<void>;
}

/** A training as a trial of a study, which looks at what it reports of held-out rows. */
export interface Trial {
  /** Whether it waits now, after so many epochs, for its study to decide whether it goes on. */
  isDue(epochs: number): boolean;
  /** Waits with this state, and what was last reported of held-out rows. */
  pause(state: Uint8Array): Promise<never>;
  /** What trials of its study make of the same rows. */
  readonly keptFiles: KeptFiles;
  /** Least and most that trials of its study give a setting; null for one that is not searched. */
  boundsOf(setting: string): { readonly least: number; readonly most: number } | null;
  /** Keeps what was trained, in the transaction that ends the job. It becomes a version only if the study says so. */
  keep(tx: EntityManager, trained: TrainedVersion): Promise<void>;
}

/** What a training works with. */
export interface TrainingContext extends JobContext {
  /** Null for a training of its own. */
  readonly trial: Trial | null;
  /** Reports figures of what the version will not be, as of an epoch that was not the best: no trial is judged by them. */
  reportBeside(report: JobReport): Promise<void>;
}

/** Name of the figure by which trials say how large their model is. */
export const MODEL_BYTES = 'model_bytes';

/**
 * Ends a training with what it made: a version of its model, or what its study chooses from.
 * @param run the settings as they were run in the end
 */
export async function finishTraining(
  context: TrainingContext,
  job: TrainingJob,
  trained: TrainedVersion,
  run: TrainingRun = job.settings.training,
): Promise<void> {
  const { id, trial } = context;
  if (trial) {
    const modelBytes = trained.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    await context.report({ metrics: { [MODEL_BYTES]: modelBytes } });
  }
  await context.finish(async (tx) => {
    if (run !== job.settings.training)
      await tx.update(TrainingJob, { id }, { settings: { ...job.settings, training: run } });
    if (!trial) return (await insertTrainedVersion(tx, job, trained, systemClock.now())).id;
    await trial.keep(tx, trained);
    return null;
  });
}
