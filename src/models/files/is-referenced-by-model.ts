import type { EntityManager } from 'typeorm';
import { ModelFile } from './model-file.entity.js';

/** Whether a model version has a file with these bytes. */
export function isReferencedByModel(db: EntityManager, digest: string): Promise<boolean> {
  return db.existsBy(ModelFile, { digest });
}
