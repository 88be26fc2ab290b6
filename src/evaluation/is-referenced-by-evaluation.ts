import type { EntityManager } from 'typeorm';
import { Evaluation } from './evaluation.entity.js';

/** Whether an evaluation's outcomes are in the blob: collection must spare it. */
export function isReferencedByEvaluation(db: EntityManager, digest: string): Promise<boolean> {
  return db.existsBy(Evaluation, { outcomesDigest: digest });
}
