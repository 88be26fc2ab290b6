import { type DataSource, type EntityManager, In, IsNull, LessThan } from 'typeorm';
import { UnavailableError } from '../../lib/errors.js';
import type { BlobStore } from '../../storage/blobs/blob-store.js';
import { BlobErasure } from './blob-erasure.entity.js';

/** Held alone while a blob is removed, and shared while rows begin to refer to blobs: neither sees the other half done. */
const LOCK = `hashtext('sluice blob erasure')`;
/** No import takes longer between storing a chunk and committing the row that refers to it; what is still shared then is collected later. */
const REMEMBERED_MS = 7 * 24 * 60 * 60 * 1000;

/** Asks that blobs be removed once nothing refers to them any more, in the transaction that takes their rows away. */
export async function requestErasure(tx: EntityManager, digests: readonly string[], now: Date): Promise<void> {
  await tx.query(
    `INSERT INTO blob_erasure (digest, requested_at) SELECT DISTINCT unnest($1::text[]), $2::timestamptz
     ON CONFLICT (digest) DO UPDATE SET requested_at = excluded.requested_at, erased_at = NULL`,
    [digests, now],
  );
}

/**
 * Removes the blobs whose rows were deleted, but for those that something still refers to; those are looked at again next time.
 * Survives being broken off.
 * @returns how many blobs were removed
 */
export async function eraseBlobs(
  { db, blobs, now }: { db: DataSource; blobs: BlobStore; now: Date },
  isReferenced: (tx: EntityManager, digest: string) => Promise<boolean>,
): Promise<number> {
  const erasures = db.getRepository(BlobErasure);
  const waiting = await erasures.find({ where: { erasedAt: IsNull() }, order: { requestedAt: 'ASC' } });
  let erased = 0;
  for (const { digest } of waiting) {
    const removed = await db.transaction(async (tx) => {
      await tx.query(`SELECT pg_advisory_xact_lock(${LOCK})`);
      if (await isReferenced(tx, digest)) return false;
      await blobs.delete(digest);
      await tx.update(BlobErasure, { digest }, { erasedAt: now });
      return true;
    });
    if (removed) erased++;
  }
  await erasures.delete({ requestedAt: LessThan(new Date(now.getTime() - REMEMBERED_MS)) });
  return erased;
}

/**
 * Checks, in the transaction that begins to refer to blobs, that none was removed since it was stored.
 * @throws {UnavailableError} when one was: the work that stored it succeeds when done again
 */
export async function assertNotErased(tx: EntityManager, blobs: BlobStore, digests: readonly string[]): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock_shared(${LOCK})`);
  const erased = await tx.findBy(BlobErasure, { digest: In(digests) });
  for (const { digest } of erased) {
    if (await blobs.has(digest)) continue;
    throw new UnavailableError('The same rows were deleted elsewhere while they were imported. Import them again.');
  }
}
