import type { EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.entity.js';
import { type Tag, checkedTags } from '../graph/tag.js';
import { findModel } from './find-model.js';
import type { Model } from './model.entity.js';

export interface ModelUpdate {
  model: string;
  description?: string | null;
  tags?: Tag[] | null;
  archived?: boolean | null;
}

/** Changes what is given and leaves the rest. */
export async function updateModel(tx: EntityManager, actor: Actor, update: ModelUpdate, now: Date): Promise<Model> {
  const model = await findModel(tx, actor.projectId, update.model, { lock: true });
  if (update.description != null) model.description = update.description;
  if (update.tags != null) model.tags = checkedTags(update.tags);
  if (update.archived != null) model.archivedAt = update.archived ? (model.archivedAt ?? now) : null;
  return tx.save(model);
}
