import type { EntityManager } from 'typeorm';
import { ConflictError, ForbiddenError } from '../lib/errors.js';
import { newId } from '../lib/ids.js';
import { assertName } from '../lib/names.js';
import { Actor, ActorKind } from './actor.entity.js';
import { DEFAULT_PROJECT, Project } from './project.entity.js';
import { Role } from './role.js';

/** Makes a project. Only admins of the default project may. */
export async function createProject(tx: EntityManager, creator: Actor, name: string, now: Date): Promise<Project> {
  const own = await tx.findOneByOrFail(Project, { id: creator.projectId });
  if (own.name !== DEFAULT_PROJECT) {
    throw new ForbiddenError(
      `Only admins of the project "${DEFAULT_PROJECT}" make projects; this token acts in "${own.name}".`,
    );
  }
  assertName(name, ['input', 'name']);
  if (await tx.existsBy(Project, { name }))
    throw new ConflictError(`There is a project "${name}" already. Choose another name.`);
  return insertProject(tx, name, now);
}

/** A project with the system actor that acts for Sluice in it. */
export async function insertProject(tx: EntityManager, name: string, now: Date): Promise<Project> {
  const project = tx.create(Project, { id: newId('project'), name, createdAt: now });
  await tx.insert(Project, project);
  await tx.insert(Actor, {
    id: newId('actor'),
    projectId: project.id,
    kind: ActorKind.SYSTEM,
    name: 'sluice',
    role: Role.ADMIN,
  });
  return project;
}

/** The actor that Sluice is when a rule acts on its own in a project. */
export function systemActor(tx: EntityManager, projectId: string): Promise<Actor> {
  return tx.findOneByOrFail(Actor, { projectId, kind: ActorKind.SYSTEM });
}
