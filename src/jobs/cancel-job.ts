import type { EntityManager } from 'typeorm';
import { Refusal } from '../access/changes/change.js';
import { moveJob } from './attempts/move-job.js';
import { appendJobEvent } from './events/job-events.js';
import { JobNotActive } from './job-not-active.js';
import { withdraw } from './job-queue.js';
import { isFinished, type JobKind, JobState } from './job-state.js';
import { JobRow } from './job.entity.js';
import { lockJob } from './lock-job.js';

/** Stops a running job that consists of others, whose row is locked. */
type CancelJobOfJobs = (tx: EntityManager, job: JobRow, now: Date) => Promise<void>;

const jobsOfJobs = new Map<JobKind, CancelJobOfJobs>();

/** Says how jobs of a kind stop that consist of others: no worker runs them, so none is there to be asked. */
export function registerJobOfJobs(kind: JobKind, cancel: CancelJobOfJobs): void {
  jobsOfJobs.set(kind, cancel);
}

/**
 * Asks a job to stop. One that waits is cancelled at once; one that runs within two seconds, keeping its last checkpoint.
 * Asking again changes nothing.
 * @throws {NotFoundError} when the project has no such job
 * @throws {Refusal} with JobNotActive when it has finished
 */
export async function cancelJob(tx: EntityManager, projectId: string, id: string, now: Date): Promise<JobRow> {
  const job = await lockJob(tx, projectId, id);
  if (job.state === JobState.CANCELLED || job.cancelRequestedAt) return job;
  if (isFinished(job.state)) {
    const message = `The job is ${job.state}: there is nothing left to cancel.`;
    throw new Refusal(JobNotActive.of(job, message, 'Use its result or its failure.'));
  }
  const cancelAll = jobsOfJobs.get(job.kind);
  if (cancelAll) {
    await cancelAll(tx, job, now);
  } else if (job.state === JobState.QUEUED) {
    await withdraw(tx, job.dispatchId);
    await moveJob(tx, job, JobState.CANCELLED, { cancelRequestedAt: now, finishedAt: now });
  } else {
    await tx.update(JobRow, { id }, { cancelRequestedAt: now });
    await appendJobEvent(tx, 'jobCancelRequested', job);
  }
  return job;
}
