import type { EntityManager } from 'typeorm';
import { ForbiddenError, InvalidInputError, NotFoundError } from '../../lib/errors.js';
import { newId } from '../../lib/ids.js';
import { Actor, ActorKind } from '../actor.entity.js';
import { ApiToken } from './api-token.entity.js';
import { DEFAULT_PROJECT, Project } from '../project.entity.js';
import type { Role } from '../role.js';
import { newSecret, secretHash } from './token-secret.js';

export interface NewToken {
  name: string;
  role: Role;
  expiresAt?: Date | null;
  /** Name of the project it acts in; the maker's own when left out. */
  project?: string | null;
}

/** Makes a token and the actor that its holder is. The secret is returned once and never stored. */
export async function createApiToken(
  tx: EntityManager,
  creator: Actor | null,
  { name, role, expiresAt = null, project: projectName }: NewToken,
  now: Date,
  secret = newSecret(),
): Promise<{ token: ApiToken; secret: string }> {
  if (name.trim() === '')
    throw new InvalidInputError('A token needs a name, to be recognised in history.', ['input', 'name']);
  if (expiresAt && expiresAt <= now)
    throw new InvalidInputError('expiresAt lies in the past. Give a later instant, or none.', ['input', 'expiresAt']);
  const project = await projectOf(tx, creator, projectName ?? null);
  const actor = tx.create(Actor, { id: newId('actor'), projectId: project.id, kind: ActorKind.TOKEN, name, role });
  await tx.insert(Actor, actor);
  const token = tx.create(ApiToken, {
    id: newId('token'),
    projectId: project.id,
    actorId: actor.id,
    name,
    role,
    secretHash: secretHash(secret),
    createdAt: now,
    createdById: creator?.id ?? null,
    expiresAt,
    lastUsedAt: null,
    revokedAt: null,
  });
  await tx.insert(ApiToken, token);
  return { token, secret };
}

/** The project a new token acts in: the maker's, or any for an admin of the default project. */
async function projectOf(tx: EntityManager, creator: Actor | null, name: string | null): Promise<Project> {
  const own = creator ? await tx.findOneByOrFail(Project, { id: creator.projectId }) : null;
  if (own && (name === null || name === own.name)) return own;
  if (own && own.name !== DEFAULT_PROJECT) {
    throw new ForbiddenError(
      `Only admins of the project "${DEFAULT_PROJECT}" make tokens for other projects; this token acts in "${own.name}".`,
    );
  }
  const project = await tx.findOneBy(Project, { name: name ?? DEFAULT_PROJECT });
  if (!project) throw new NotFoundError('project', name ?? DEFAULT_PROJECT);
  return project;
}
