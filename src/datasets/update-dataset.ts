import type { EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.entity.js';
import { type Tag, checkedTags } from '../graph/tag.js';
import type { Dataset } from './dataset.entity.js';
import { findDataset } from './find-dataset.js';

export interface DatasetUpdate {
  dataset: string;
  description?: string | null;
  tags?: Tag[] | null;
  archived?: boolean | null;
}

/** Changes what is given and leaves the rest. */
export async function updateDataset(
  tx: EntityManager,
  actor: Actor,
  update: DatasetUpdate,
  now: Date,
): Promise<Dataset> {
  const dataset = await findDataset(tx, actor.projectId, update.dataset, { lock: true });
  if (update.description != null) dataset.description = update.description;
  if (update.tags != null) dataset.tags = checkedTags(update.tags);
  if (update.archived != null) dataset.archivedAt = update.archived ? (dataset.archivedAt ?? now) : null;
  return tx.save(dataset);
}
