import type { EntityManager } from 'typeorm';
import { ConflictError, NotFoundError } from '../lib/errors.js';
import { Dataset } from './dataset.entity.js';

/** A dataset by name. @throws {NotFoundError} when the project has none of that name */
export async function findDataset(
  db: EntityManager,
  projectId: string,
  name: string,
  { lock = false } = {},
): Promise<Dataset> {
  const dataset = await db.findOne(Dataset, {
    where: { projectId, name },
    ...(lock ? { lock: { mode: 'pessimistic_write' } } : {}),
  });
  if (!dataset) throw new NotFoundError('dataset', name);
  return dataset;
}

/** @throws {ConflictError} when the dataset was put away */
export function assertInUse({ name, archivedAt }: Dataset): void {
  if (!archivedAt) return;
  throw new ConflictError(
    `The dataset "${name}" is archived. Bring it back with updateDataset(archived: false) first.`,
  );
}
