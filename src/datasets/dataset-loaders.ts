import type { RequestContext } from '../access/context.js';
import { DatasetChunk } from './chunks/dataset-chunk.entity.js';
import { DatasetStatistics, type WordStatistics } from './statistics/dataset-statistics.entity.js';

/** The chunks of a version, split by split. */
export async function chunksOfVersion(
  context: RequestContext,
  versionIds: readonly string[],
): Promise<DatasetChunk[][]> {
  const rows = await context.db
    .createQueryBuilder(DatasetChunk, 'chunk')
    .where('chunk.datasetVersionId IN (:...versionIds)', { versionIds })
    .orderBy('chunk.split')
    .addOrderBy('chunk.ordinal')
    .getMany();
  const byVersion = Map.groupBy(rows, ({ datasetVersionId }) => datasetVersionId);
  return versionIds.map((id) => byVersion.get(id) ?? []);
}

/** The statistics of a whole version first, then of its splits, without what is known about single words. */
export async function statisticsOfVersion(
  context: RequestContext,
  versionIds: readonly string[],
): Promise<DatasetStatistics[][]> {
  const rows = await context.db
    .createQueryBuilder(DatasetStatistics, 'part')
    .where('part.datasetVersionId IN (:...versionIds)', { versionIds })
    .orderBy('part.position')
    .getMany();
  const byVersion = Map.groupBy(rows, ({ datasetVersionId }) => datasetVersionId);
  return versionIds.map((id) => byVersion.get(id) ?? []);
}

/** What is known about single words and labels of a version or split. */
export async function wordStatisticsOf(
  context: RequestContext,
  parts: readonly DatasetStatistics[],
): Promise<WordStatistics[]> {
  const keyOf = ({ datasetVersionId, position }: DatasetStatistics): string => `${datasetVersionId} ${position}`;
  const rows = await context.db
    .createQueryBuilder(DatasetStatistics, 'part')
    .addSelect(['part.spectrum', 'part.topTokens', 'part.labels'])
    .where(`part.dataset_version_id || ' ' || part.position IN (:...keys)`, { keys: parts.map(keyOf) })
    .andWhere('part.datasetVersionId IN (:...ids)', { ids: parts.map(({ datasetVersionId }) => datasetVersionId) })
    .getMany();
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  return parts.map((part) => {
    const { spectrum, topTokens, labels } = byKey.get(keyOf(part))!;
    return { spectrum: spectrum!, topTokens: topTokens!, labels: labels! };
  });
}

/** How many bad rows an import has found. */
export async function badRowCountOf(context: RequestContext, jobIds: readonly string[]): Promise<bigint[]> {
  const counts = await context.db.query<{ jobId: string; count: string }[]>(
    `SELECT job_id AS "jobId", count(*) AS count FROM bad_row WHERE job_id = ANY ($1) GROUP BY job_id`,
    [jobIds],
  );
  const byJob = new Map(counts.map(({ jobId, count }) => [jobId, BigInt(count)]));
  return jobIds.map((id) => byJob.get(id) ?? 0n);
}
