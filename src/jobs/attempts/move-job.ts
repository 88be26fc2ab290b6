import type { EntityManager } from 'typeorm';
import { appendJobEvent, type JobEventType } from '../events/job-events.js';
import { JobAttempt } from './job-attempt.entity.js';
import { type AttemptEnd, assertCanBecome, JobState } from '../job-state.js';
import { JobRow } from '../job.entity.js';

const EVENT: Record<JobState, JobEventType> = {
  QUEUED: 'jobQueued',
  RUNNING: 'jobStarted',
  SUCCEEDED: 'jobSucceeded',
  FAILED: 'jobFailed',
  CANCELLED: 'jobCancelled',
};

type Changes = Partial<
  Pick<
    JobRow,
    | 'attempt'
    | 'cancelRequestedAt'
    | 'checkpointDigest'
    | 'dispatchId'
    | 'failure'
    | 'finishedAt'
    | 'lostAttempts'
    | 'progress'
    | 'resultId'
    | 'startedAt'
  >
>;

/** Moves a job, whose row is locked, to another state, and tells of it. */
export async function moveJob(tx: EntityManager, job: JobRow, to: JobState, changes: Changes): Promise<void> {
  assertCanBecome(job.state, to);
  Object.assign(job, changes, { state: to });
  await tx.update(JobRow, { id: job.id }, { ...changes, state: to });
  await appendJobEvent(tx, EVENT[to], job);
}

/** Says how the current attempt of a job ended. */
export async function closeAttempt(tx: EntityManager, job: JobRow, end: AttemptEnd, now: Date): Promise<void> {
  await tx.update(JobAttempt, { jobId: job.id, number: job.attempt }, { endedAt: now, end });
}
