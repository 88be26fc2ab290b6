import { ErrorCode } from '../../lib/errors.js';
import { type JobFailure, jobFailure } from '../job-failure.js';
import { JobState } from '../job-state.js';
import type { JobRow } from '../job.entity.js';

/** Attempts that may be lost in a row without a new checkpoint, until the job is taken for the cause. */
const MAX_LOST_ATTEMPTS = 3;

interface LostChanges {
  state: JobState.QUEUED | JobState.FAILED;
  changes: { lostAttempts: number; failure?: JobFailure; finishedAt?: Date };
}

/** What becomes of a job that lost its worker: it waits for another one, unless that has happened too often. */
export function lostChanges(job: Pick<JobRow, 'lostAttempts'>, cause: string, now: Date): LostChanges {
  const lostAttempts = job.lostAttempts + 1;
  if (lostAttempts < MAX_LOST_ATTEMPTS) return { state: JobState.QUEUED, changes: { lostAttempts } };
  const message = `${lostAttempts} attempts in a row ended without a result or a new checkpoint. The last one: ${cause}`;
  return {
    state: JobState.FAILED,
    changes: { lostAttempts, failure: jobFailure(ErrorCode.WORKER_LOST, message, true), finishedAt: now },
  };
}
