import type { EntityManager } from 'typeorm';
import type { Actor } from '../../access/actor.entity.js';
import { DatasetChunk } from '../chunks/dataset-chunk.entity.js';
import { DatasetVersion } from './dataset-version.entity.js';
import { requestErasure } from '../erasure/erase-blobs.js';
import { BadRow } from '../import/bad-row.entity.js';
import { ImportJob } from '../import/import-job.entity.js';
import { resolveDatasetVersion } from './resolve-dataset-version.js';
import { DatasetStatistics } from '../statistics/dataset-statistics.entity.js';

/**
 * Erases the rows of a version, the file they came from, and every excerpt of them. What says nothing of a single row stays:
 * digest, counts, lineage and audit trail. The bytes of what nothing else refers to are gone soon after.
 */
export async function deleteDatasetVersion(
  tx: EntityManager,
  actor: Actor,
  ref: string,
  now: Date,
): Promise<DatasetVersion> {
  const { id } = await resolveDatasetVersion(tx, actor.projectId, ref);
  const version = await tx.findOneOrFail(DatasetVersion, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (version.deletedAt) return version;
  const chunks = await tx.findBy(DatasetChunk, { datasetVersionId: id });
  const source = await tx.findOneBy(ImportJob, { id: version.originJobId });
  await tx.update(DatasetVersion, { id }, { deletedAt: now });
  await tx.delete(DatasetChunk, { datasetVersionId: id });
  await tx.update(DatasetStatistics, { datasetVersionId: id }, { topTokens: [] });
  await tx.delete(BadRow, { jobId: version.originJobId });
  const digests = chunks.map(({ digest }) => digest);
  if (source) digests.push(source.sourceDigest);
  await requestErasure(tx, digests, now);
  return version;
}
