import type { DataSource } from 'typeorm';
import { LessThan } from 'typeorm';
import { IdempotencyKey } from './idempotency-key.entity.js';

const KEPT_MS = 7 * 86_400_000;

/** Forgets keys older than seven days. Returns how many. */
export async function expireIdempotencyKeys(db: DataSource, now: Date): Promise<number> {
  const { affected } = await db
    .getRepository(IdempotencyKey)
    .delete({ createdAt: LessThan(new Date(now.getTime() - KEPT_MS)) });
  return affected ?? 0;
}
