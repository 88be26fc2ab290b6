import type { EntityManager } from 'typeorm';
import { NotFoundError } from '../lib/errors.js';
import { JobRow } from './job.entity.js';

/** Locks a job for a change. @throws {NotFoundError} when the project has no such job */
export async function lockJob(tx: EntityManager, projectId: string, id: string): Promise<JobRow> {
  const job = await tx.createQueryBuilder(JobRow, 'job').where({ id, projectId }).setLock('pessimistic_write').getOne();
  if (!job) throw new NotFoundError('job', id);
  return job;
}
