import type { RequestContext } from '../../access/context.js';
import { DatasetStatistics, type WordStatistics } from './dataset-statistics.entity.js';

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
