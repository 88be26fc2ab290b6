import { connectionOf } from '../graph/connection.js';
import type { ChildList } from '../graph/page-loader.js';
import { DatasetVersion } from './dataset-version.entity.js';
import { Dataset } from './dataset.entity.js';
import { BadRow } from './import/bad-row.entity.js';

export const DatasetConnection = connectionOf('Dataset', () => Dataset);
export const DatasetVersionConnection = connectionOf('DatasetVersion', () => DatasetVersion);
export const BadRowConnection = connectionOf('BadRow', () => BadRow);

/** Versions of a dataset, newest first. */
export const versionsOfDataset: ChildList<DatasetVersion> = {
  entity: DatasetVersion,
  alias: 'version',
  parentColumn: 'version.dataset_id',
  order: { columns: ['version.number'], key: ({ number }) => [number], direction: 'DESC' },
};

/** Versions of a dataset that still have their rows, newest first. */
export const readableVersionsOfDataset: ChildList<DatasetVersion> = {
  ...versionsOfDataset,
  restrict: (query) => {
    query.andWhere('version.deleted_at IS NULL');
  },
};

/** Rows that an import could not read, in the order of the file. */
export const badRowsOfImport: ChildList<BadRow> = {
  entity: BadRow,
  alias: 'bad_row',
  parentColumn: 'bad_row.job_id',
  order: { columns: ['bad_row.line', 'bad_row.id'], key: ({ line, id }) => [Number(line), id], direction: 'ASC' },
};
