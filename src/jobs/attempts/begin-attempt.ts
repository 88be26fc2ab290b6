import type { DataSource, EntityManager } from 'typeorm';
import { JobAttempt } from './job-attempt.entity.js';
import { AttemptEnd, isFinished, JobState } from '../job-state.js';
import { JobRow } from '../job.entity.js';
import type { AttemptRef } from './fence.js';
import { lostChanges } from './lost-attempts.js';
import { closeAttempt, moveJob } from './move-job.js';

export interface BegunAttempt extends AttemptRef {
  maxDurationMs: number | null;
}

export interface Delivery {
  jobId: string;
  /** Id of the queue's message. */
  dispatchId: string;
  workerId: string;
}

/**
 * Begins the next attempt of a job that the queue delivered. A job that was running has lost its worker.
 * @returns null when there is nothing to run: the message is out of date, or the job ended here
 */
export async function beginAttempt(ds: DataSource, delivery: Delivery, now: Date): Promise<BegunAttempt | null> {
  return ds.transaction(async (tx) => {
    const job = await tx
      .createQueryBuilder(JobRow, 'job')
      .where({ id: delivery.jobId, dispatchId: delivery.dispatchId })
      .setLock('pessimistic_write')
      .getOne();
    if (!job || isFinished(job.state)) return null;
    if (job.state === JobState.RUNNING) await requeueLost(tx, job, now);
    if (isFinished(job.state)) return null;
    if (job.cancelRequestedAt) {
      await moveJob(tx, job, JobState.CANCELLED, { finishedAt: now });
      return null;
    }
    return begin(tx, job, delivery.workerId, now);
  });
}

/** The queue brings the same message again, so the dispatch stays. */
async function requeueLost(tx: EntityManager, job: JobRow, now: Date): Promise<void> {
  await closeAttempt(tx, job, AttemptEnd.WORKER_LOST, now);
  const { state, changes } = lostChanges(job, 'Its worker did not answer any more.', now);
  await moveJob(tx, job, state, changes);
}

async function begin(tx: EntityManager, job: JobRow, workerId: string, now: Date): Promise<BegunAttempt> {
  const number = job.attempt + 1;
  await moveJob(tx, job, JobState.RUNNING, { attempt: number, startedAt: job.startedAt ?? now });
  await tx.insert(JobAttempt, {
    jobId: job.id,
    number,
    workerId,
    startedAt: now,
    endedAt: null,
    end: null,
    resumedFromCheckpoint: job.checkpointDigest !== null,
  });
  return { jobId: job.id, number, maxDurationMs: job.maxDurationMs };
}
