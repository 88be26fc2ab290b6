import type { EntityManager } from 'typeorm';
import type { Actor } from '../../access/actor.entity.js';
import type { ModelVersion } from './model-version.entity.js';
import { resolveModelVersion } from './resolve-model-version.js';

/** Puts a version away: it stays readable and keeps serving where it serves. Archiving it again changes nothing. */
export async function archiveModelVersion(
  tx: EntityManager,
  actor: Actor,
  ref: string,
  now: Date,
): Promise<ModelVersion> {
  const version = await resolveModelVersion(tx, actor.projectId, ref);
  version.archivedAt ??= now;
  return tx.save(version);
}
