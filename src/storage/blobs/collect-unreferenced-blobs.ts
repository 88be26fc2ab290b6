import type { BlobStore } from './blob-store.js';

export interface CollectedBlobs {
  deleted: number;
  deletedBytes: number;
  /** Unfinished pieces of killed writers that were removed. */
  abandoned: number;
}

/**
 * Deletes blobs that nothing refers to and that nobody put within the grace period. The period must outlast the longest time
 * between putting a blob and committing the row that refers to it.
 * @param isReferenced asked per digest; also counts what running work is about to refer to
 * @param graceMs how long a blob may lie unreferenced, in milliseconds
 */
export async function collectUnreferencedBlobs(
  store: BlobStore,
  isReferenced: (digest: string) => Promise<boolean>,
  graceMs: number,
  now: Date,
): Promise<CollectedBlobs> {
  const putBefore = new Date(now.getTime() - graceMs);
  const collected = { deleted: 0, deletedBytes: 0, abandoned: await store.removeAbandoned(putBefore) };
  for await (const { digest, sizeBytes, modifiedAt } of store.list()) {
    if (modifiedAt >= putBefore || (await isReferenced(digest))) continue;
    // The listing may be hours old: a writer that put the same content again since relies on finding it.
    const putAgainAt = await store.modifiedAt(digest);
    if (putAgainAt === null || putAgainAt >= putBefore) continue;
    await store.delete(digest);
    collected.deleted += 1;
    collected.deletedBytes += sizeBytes;
  }
  return collected;
}
