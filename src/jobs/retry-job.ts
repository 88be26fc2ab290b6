import type { EntityManager } from 'typeorm';
import { Refusal } from '../access/changes/change.js';
import { moveJob } from './attempts/move-job.js';
import { JobNotActive } from './job-not-active.js';
import { dispatch } from './job-queue.js';
import { JobKind, JobState } from './job-state.js';
import type { JobRow } from './job.entity.js';
import { lockJob } from './lock-job.js';

/**
 * Queues a failed or cancelled job again. It resumes from its last checkpoint.
 * @throws {NotFoundError} when the project has no such job
 * @throws {Refusal} with JobNotActive when it waits, runs or has succeeded
 */
export async function retryJob(tx: EntityManager, projectId: string, id: string): Promise<JobRow> {
  const job = await lockJob(tx, projectId, id);
  if (job.kind === JobKind.TUNING)
    throw new Refusal(JobNotActive.of(job, 'A study that has ended is not tried again.', 'Start a new one.'));
  if (job.state !== JobState.FAILED && job.state !== JobState.CANCELLED) {
    const message = `The job is ${job.state}: only one that failed or was cancelled can be tried again.`;
    const advice =
      job.state === JobState.SUCCEEDED ? 'Start a new job to do the work again.' : 'Wait for it to finish.';
    throw new Refusal(JobNotActive.of(job, message, advice));
  }
  await moveJob(tx, job, JobState.QUEUED, {
    dispatchId: await dispatch(tx, id),
    lostAttempts: 0,
    failure: null,
    finishedAt: null,
    cancelRequestedAt: null,
  });
  return job;
}
