import { type EntityManager, IsNull } from 'typeorm';
import { InvalidInputError, NotFoundError } from '../../lib/errors.js';
import { isId } from '../../lib/ids.js';
import { DatasetVersion } from './dataset-version.entity.js';
import { Dataset } from '../dataset.entity.js';

/**
 * The version that a reference names: an id, "mails@3" or "mails@latest", which is the newest that still has its rows.
 * Null when there is none.
 */
export async function findDatasetVersion(
  db: EntityManager,
  projectId: string,
  ref: string,
): Promise<DatasetVersion | null> {
  if (isId(ref, 'datasetversion')) return db.findOneBy(DatasetVersion, { id: ref, projectId });
  const [name = '', which = ''] = ref.split('@');
  if (which !== 'latest' && !/^\d{1,9}$/.test(which)) {
    throw new InvalidInputError(`"${ref}" names no dataset version. Write an id, "${name}@3" or "${name}@latest".`, [
      'ref',
    ]);
  }
  const dataset = await db.findOneBy(Dataset, { projectId, name });
  if (!dataset) return null;
  const datasetId = dataset.id;
  if (which !== 'latest') return db.findOneBy(DatasetVersion, { datasetId, number: Number(which) });
  return db.findOne(DatasetVersion, { where: { datasetId, deletedAt: IsNull() }, order: { number: 'DESC' } });
}

/** @throws {NotFoundError} when nothing in the project has that reference */
export async function resolveDatasetVersion(
  db: EntityManager,
  projectId: string,
  ref: string,
): Promise<DatasetVersion> {
  const version = await findDatasetVersion(db, projectId, ref);
  if (version) return version;
  throw new NotFoundError(
    'dataset version',
    ref,
    'List them with the query dataset(name:) { versions { edges { node { ref } } } }.',
  );
}
