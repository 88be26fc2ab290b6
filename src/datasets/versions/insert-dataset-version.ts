import type { EntityManager } from 'typeorm';
import { newId } from '../../lib/ids.js';
import { DatasetChunk } from '../chunks/dataset-chunk.entity.js';
import type { DatasetContent } from './content-writer.js';
import { DatasetVersion } from './dataset-version.entity.js';
import { Dataset } from '../dataset.entity.js';
import { assertInUse } from '../find-dataset.js';
import { DatasetStatistics } from '../statistics/dataset-statistics.entity.js';
import type { RowStatistics } from '../statistics/statistics-collector.js';

export interface NewDatasetVersion {
  datasetId: string;
  content: DatasetContent;
  originJobId: string;
  actorId: string;
  now: Date;
}

/** Rows of one INSERT: Postgres takes 65,535 parameters. */
const CHUNKS_A_STATEMENT = 5_000;

/** Adds a version with the next number of its dataset. The chunks are in the blob store already. Locks the dataset's row. */
export async function insertDatasetVersion(tx: EntityManager, given: NewDatasetVersion): Promise<DatasetVersion> {
  const { content, datasetId } = given;
  const dataset = await tx.findOneOrFail(Dataset, { where: { id: datasetId }, lock: { mode: 'pessimistic_write' } });
  assertInUse(dataset);
  const number = dataset.latestVersionNumber + 1;
  await tx.update(Dataset, { id: datasetId }, { latestVersionNumber: number });
  const version = tx.create(DatasetVersion, {
    id: newId('datasetversion'),
    projectId: dataset.projectId,
    datasetId,
    number,
    digest: content.digest,
    sizeBytes: BigInt(content.sizeBytes),
    rowCount: BigInt(content.rowCount),
    columns: content.columns,
    originJobId: given.originJobId,
    createdAt: given.now,
    createdById: given.actorId,
    deletedAt: null,
  });
  await tx.insert(DatasetVersion, version);
  const chunks = content.chunks.map((place) => ({ ...place, datasetVersionId: version.id }));
  for (let from = 0; from < chunks.length; from += CHUNKS_A_STATEMENT) {
    await tx.insert(DatasetChunk, chunks.slice(from, from + CHUNKS_A_STATEMENT));
  }
  await tx.insert(
    DatasetStatistics,
    content.statistics.map((statistics, position) => statisticsRow(version.id, position, statistics)),
  );
  return version;
}

function statisticsRow(datasetVersionId: string, position: number, statistics: RowStatistics): DatasetStatistics {
  return {
    ...statistics,
    datasetVersionId,
    position,
    rowCount: BigInt(statistics.rowCount),
    distinctRowCount: BigInt(statistics.distinctRowCount),
    tokenCount: BigInt(statistics.tokenCount),
    distinctTokenCount: BigInt(statistics.distinctTokenCount),
    hapaxCount: BigInt(statistics.hapaxCount),
  };
}
