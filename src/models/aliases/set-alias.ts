import type { EntityManager } from 'typeorm';
import type { Actor } from '../../access/actor.entity.js';
import { ConflictError, InvalidInputError } from '../../lib/errors.js';
import { newId } from '../../lib/ids.js';
import { assertName } from '../../lib/names.js';
import { ModelAlias } from './model-alias.entity.js';
import { Model } from '../model.entity.js';
import { resolveModelVersion } from '../versions/resolve-model-version.js';

export interface AliasMove {
  modelVersion: string;
  alias: string;
  /** What the alias must point to now. */
  expected?: string | null;
}

/**
 * Points an alias to a version. Locks the model, so two moves cannot both take effect.
 * @throws {ConflictError} when `expected` is given and the alias points elsewhere
 */
export async function setAlias(tx: EntityManager, actor: Actor, move: AliasMove, now: Date): Promise<ModelAlias> {
  assertName(move.alias, ['input', 'alias']);
  if (/^(\d+|latest)$/.test(move.alias)) {
    throw new InvalidInputError(`"${move.alias}" would read as a version number. Choose a word, as in "champion".`, [
      'input',
      'alias',
    ]);
  }
  const version = await resolveModelVersion(tx, actor.projectId, move.modelVersion);
  await tx.findOneOrFail(Model, { where: { id: version.modelId }, lock: { mode: 'pessimistic_write' } });
  const present = await tx.findOneBy(ModelAlias, { modelId: version.modelId, name: move.alias });
  if (move.expected != null) {
    const expected = await resolveModelVersion(tx, actor.projectId, move.expected);
    if (present?.modelVersionId !== expected.id) {
      throw new ConflictError(
        `The alias "${move.alias}" does not point to ${move.expected} now. Read where it points and decide again.`,
      );
    }
  }
  return tx.save(
    tx.create(ModelAlias, {
      id: present?.id ?? newId('alias'),
      projectId: actor.projectId,
      modelId: version.modelId,
      modelVersionId: version.id,
      name: move.alias,
      setAt: now,
      setById: actor.id,
    }),
  );
}
