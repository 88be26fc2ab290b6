import type { RequestContext } from '../../access/context.js';
import { DatasetChunk } from './dataset-chunk.entity.js';

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
