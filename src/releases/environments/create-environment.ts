import type { EntityManager } from 'typeorm';
import type { Actor } from '../../access/actor.entity.js';
import { ConflictError, NotFoundError } from '../../lib/errors.js';
import { newId } from '../../lib/ids.js';
import { assertName } from '../../lib/names.js';
import { Environment } from './environment.entity.js';

/** @throws {ConflictError} when the project has an environment of that name */
export async function createEnvironment(
  tx: EntityManager,
  actor: Actor,
  name: string,
  now: Date,
): Promise<Environment> {
  assertName(name, ['input', 'name']);
  if (await tx.existsBy(Environment, { projectId: actor.projectId, name })) {
    throw new ConflictError(`There is an environment "${name}" already. Use it, or choose another name.`);
  }
  const environment = tx.create(Environment, {
    id: newId('environment'),
    projectId: actor.projectId,
    name,
    createdAt: now,
    createdById: actor.id,
  });
  await tx.insert(Environment, environment);
  return environment;
}

/** @throws {NotFoundError} when the project has none of that name */
export async function findEnvironment(db: EntityManager, projectId: string, name: string): Promise<Environment> {
  const environment = await db.findOneBy(Environment, { projectId, name });
  if (!environment)
    throw new NotFoundError(
      'environment',
      name,
      'List them with the query "environments", or make it with createEnvironment.',
    );
  return environment;
}
