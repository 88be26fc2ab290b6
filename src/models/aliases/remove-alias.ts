import type { EntityManager } from 'typeorm';
import type { Actor } from '../../access/actor.entity.js';
import { NotFoundError } from '../../lib/errors.js';
import { findModel } from '../find-model.js';
import { ModelAlias } from './model-alias.entity.js';
import type { Model } from '../model.entity.js';

/** @throws {NotFoundError} when the model has no such alias */
export async function removeAlias(tx: EntityManager, actor: Actor, modelName: string, name: string): Promise<Model> {
  const model = await findModel(tx, actor.projectId, modelName, { lock: true });
  const { affected } = await tx.delete(ModelAlias, { modelId: model.id, name });
  if (!affected)
    throw new NotFoundError(
      'alias',
      `${modelName}@${name}`,
      'List them with the query model(name:) { aliases { name } }.',
    );
  return model;
}
