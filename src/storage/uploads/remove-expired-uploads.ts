import type { EntityManager } from 'typeorm';
import { Upload } from './upload.entity.js';

/** Forgets uploads that expired, whatever their state; their blobs are collected later. Answers how many. */
export async function removeExpiredUploads(db: EntityManager, now: Date): Promise<number> {
  await db.query('DELETE FROM upload_lock WHERE held_until < now()');
  const { affected } = await db
    .createQueryBuilder()
    .delete()
    .from(Upload)
    .where('expiresAt <= :now', { now })
    .execute();
  return affected ?? 0;
}
