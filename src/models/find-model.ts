import type { EntityManager } from 'typeorm';
import { NotFoundError } from '../lib/errors.js';
import { Model } from './model.entity.js';

/** A model by name. @throws {NotFoundError} when the project has none of that name */
export async function findModel(
  db: EntityManager,
  projectId: string,
  name: string,
  { lock = false } = {},
): Promise<Model> {
  const model = await db.findOne(Model, {
    where: { projectId, name },
    ...(lock ? { lock: { mode: 'pessimistic_write' } } : {}),
  });
  if (!model) throw new NotFoundError('model', name);
  return model;
}
