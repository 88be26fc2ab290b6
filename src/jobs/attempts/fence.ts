import type { EntityManager } from 'typeorm';
import { WorkerLostError } from '../../lib/errors.js';
import { JobState } from '../job-state.js';
import { JobRow } from '../job.entity.js';

/** One attempt at a job. Its number is the fencing number. */
export interface AttemptRef {
  jobId: string;
  number: number;
}

/**
 * Locks the row of a job for a write of one of its attempts. Each write of an attempt begins with this: a worker that was
 * stopped, and wakes after another took its job, changes nothing.
 * @throws {WorkerLostError} unless it is the current attempt of a running job
 */
export async function lockAttempt(tx: EntityManager, { jobId, number }: AttemptRef): Promise<JobRow> {
  const job = await tx
    .createQueryBuilder(JobRow, 'job')
    .where({ id: jobId, attempt: number, state: JobState.RUNNING })
    .setLock('pessimistic_write')
    .getOne();
  if (!job) throw new WorkerLostError(`Attempt ${number} of ${jobId} is over: the job was taken over or has ended.`);
  return job;
}
