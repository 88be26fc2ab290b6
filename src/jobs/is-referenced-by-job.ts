import type { EntityManager } from 'typeorm';
import { JobRow } from './job.entity.js';

/** Whether a job would resume from a checkpoint with these bytes. */
export function isReferencedByJob(db: EntityManager, digest: string): Promise<boolean> {
  return db.existsBy(JobRow, { checkpointDigest: digest });
}
