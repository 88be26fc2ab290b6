import type { EntityManager } from 'typeorm';
import { TuningEncoding } from './tuning-encoding.entity.js';

/** Whether trials of a study may still take a file with these bytes from one another. */
export function isReferencedByEncoding(db: EntityManager, digest: string): Promise<boolean> {
  return db.existsBy(TuningEncoding, { digest });
}
