import { connectionOf } from '../../graph/connection.js';
import type { ChildList } from '../../graph/page-loader.js';
import { DatasetVersion } from './dataset-version.entity.js';

export const DatasetVersionConnection = connectionOf('DatasetVersion', () => DatasetVersion);

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
