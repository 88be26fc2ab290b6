import type { EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.entity.js';
import { type Tag, checkedTags } from '../graph/tag.js';
import { ConflictError } from '../lib/errors.js';
import { newId } from '../lib/ids.js';
import { assertName } from '../lib/names.js';
import { Dataset } from './dataset.entity.js';

export interface NewDataset {
  name: string;
  description: string;
  tags: Tag[];
}

/** @throws {ConflictError} when the project has a dataset of that name */
export async function createDataset(
  tx: EntityManager,
  actor: Actor,
  { name, description, tags }: NewDataset,
  now: Date,
): Promise<Dataset> {
  assertName(name, ['input', 'name']);
  const { projectId } = actor;
  if (await tx.existsBy(Dataset, { projectId, name })) {
    throw new ConflictError(`There is a dataset "${name}" already. Choose another name, or import a version into it.`);
  }
  const dataset = tx.create(Dataset, {
    id: newId('dataset'),
    projectId,
    name,
    description,
    tags: checkedTags(tags),
    createdAt: now,
    createdById: actor.id,
    archivedAt: null,
    latestVersionNumber: 0,
  });
  await tx.insert(Dataset, dataset);
  return dataset;
}
