import type { EntityManager } from 'typeorm';

/** How long the file of an import that failed or was cancelled is kept for another try. */
const RETRY_DAYS = 7;

const IS_REFERENCED = `
  SELECT EXISTS (SELECT FROM dataset_chunk WHERE digest = $1) OR EXISTS (
    SELECT FROM job
    LEFT JOIN dataset_version version ON version.id = job.result_id
    WHERE job.kind = 'IMPORT' AND job.settings ->> 'sourceDigest' = $1 AND version.deleted_at IS NULL
      AND (version.id IS NOT NULL OR job.finished_at IS NULL OR job.finished_at > now() - interval '${RETRY_DAYS} days')
  ) AS "isReferenced"`;

/** Whether a dataset version has rows in the blob, or an import needs it as its file. */
export async function isReferencedByDataset(db: EntityManager, digest: string): Promise<boolean> {
  const [row] = await db.query<{ isReferenced: boolean }[]>(IS_REFERENCED, [digest]);
  return row!.isReferenced;
}
