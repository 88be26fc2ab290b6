import type { EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.entity.js';
import { type Tag, checkedTags } from '../graph/tag.js';
import { ConflictError } from '../lib/errors.js';
import { newId } from '../lib/ids.js';
import { assertName } from '../lib/names.js';
import { Model, type ModelTask } from './model.entity.js';

export interface NewModel {
  name: string;
  task: ModelTask;
  description: string;
  tags: Tag[];
}

/** @throws {ConflictError} when the project has a model of that name */
export async function createModel(
  tx: EntityManager,
  actor: Actor,
  { name, task, description, tags }: NewModel,
  now: Date,
): Promise<Model> {
  assertName(name, ['input', 'name']);
  const { projectId } = actor;
  if (await tx.existsBy(Model, { projectId, name })) {
    throw new ConflictError(`There is a model "${name}" already. Choose another name, or add a version to it.`);
  }
  const model = tx.create(Model, {
    id: newId('model'),
    projectId,
    name,
    task,
    description,
    tags: checkedTags(tags),
    createdAt: now,
    createdById: actor.id,
    archivedAt: null,
    latestVersionNumber: 0,
  });
  await tx.insert(Model, model);
  return model;
}
