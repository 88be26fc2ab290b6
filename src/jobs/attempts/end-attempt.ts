import type { DataSource, EntityManager } from 'typeorm';
import { WorkerLostError } from '../../lib/errors.js';
import type { JobFailure } from '../job-failure.js';
import { dispatch } from '../job-queue.js';
import { AttemptEnd, JobState } from '../job-state.js';
import type { JobRow } from '../job.entity.js';
import { type AttemptRef, lockAttempt } from './fence.js';
import { lostChanges } from './lost-attempts.js';
import { closeAttempt, moveJob } from './move-job.js';

/** A job that waits again goes before those that wait for the first time. */
const REQUEUED_PRIORITY = 1;

/**
 * Ends a job with its result, in one transaction with what `write` writes.
 * @throws {WorkerLostError} when the attempt is over; then nothing is written
 */
export async function succeedAttempt(
  ds: DataSource,
  attempt: AttemptRef,
  write: (tx: EntityManager) => Promise<string | null>,
  now: Date,
): Promise<void> {
  await ds.transaction(async (tx) => {
    const job = await lockAttempt(tx, attempt);
    const resultId = await write(tx);
    const { total, done } = job.progress;
    await closeAttempt(tx, job, AttemptEnd.SUCCEEDED, now);
    await moveJob(tx, job, JobState.SUCCEEDED, {
      resultId,
      finishedAt: now,
      checkpointDigest: null,
      progress: { ...job.progress, done: total ?? done, total: total ?? done, timeLeftMs: 0 },
    });
  });
}

/** Ends a job without a result. @returns false when the attempt was over already */
export async function failAttempt(
  ds: DataSource,
  attempt: AttemptRef,
  failure: JobFailure,
  end: AttemptEnd.FAILED | AttemptEnd.TIMED_OUT,
  now: Date,
): Promise<boolean> {
  return endAttempt(ds, attempt, end, now, (tx, job) =>
    moveJob(tx, job, JobState.FAILED, { failure, finishedAt: now }),
  );
}

/** Ends a job because someone asked for it. @returns false when the attempt was over already */
export async function cancelAttempt(ds: DataSource, attempt: AttemptRef, now: Date): Promise<boolean> {
  return endAttempt(ds, attempt, AttemptEnd.CANCELLED, now, (tx, job) =>
    moveJob(tx, job, JobState.CANCELLED, { finishedAt: now }),
  );
}

/** The process of the attempt is gone: the job waits for another, or has failed. @returns false when it was over already */
export async function loseAttempt(ds: DataSource, attempt: AttemptRef, cause: string, now: Date): Promise<boolean> {
  return endAttempt(ds, attempt, AttemptEnd.WORKER_LOST, now, async (tx, job) => {
    const { state, changes } = lostChanges(job, cause, now);
    await moveJob(tx, job, state, { ...changes, ...(state === JobState.QUEUED ? await redispatch(tx, job) : {}) });
  });
}

/** The worker stops on purpose: the job waits for another, and nothing is held against it. */
export async function handBackAttempt(ds: DataSource, attempt: AttemptRef, now: Date): Promise<boolean> {
  return endAttempt(ds, attempt, AttemptEnd.WORKER_LOST, now, async (tx, job) => {
    await moveJob(tx, job, JobState.QUEUED, await redispatch(tx, job));
  });
}

async function redispatch(tx: EntityManager, job: JobRow): Promise<{ dispatchId: string }> {
  return { dispatchId: await dispatch(tx, job.id, REQUEUED_PRIORITY) };
}

async function endAttempt(
  ds: DataSource,
  attempt: AttemptRef,
  end: AttemptEnd,
  now: Date,
  move: (tx: EntityManager, job: JobRow) => Promise<void>,
): Promise<boolean> {
  try {
    await ds.transaction(async (tx) => {
      const job = await lockAttempt(tx, attempt);
      await closeAttempt(tx, job, end, now);
      await move(tx, job);
    });
    return true;
  } catch (error) {
    if (error instanceof WorkerLostError) return false;
    throw error;
  }
}
