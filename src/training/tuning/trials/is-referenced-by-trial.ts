import type { EntityManager } from 'typeorm';
import { TuningTrial } from './tuning-trial.entity.js';

/** Whether a trial that its study may still choose made a file with these bytes, or its outcomes are in it. */
export function isReferencedByTrial(db: EntityManager, digest: string): Promise<boolean> {
  return db
    .createQueryBuilder(TuningTrial, 'trial')
    .where(
      "trial.trained @> jsonb_build_object('files', jsonb_build_array(jsonb_build_object('digest', :digest::text)))",
    )
    .orWhere("trial.trained #>> '{measured,outcomesDigest}' = :digest")
    .setParameters({ digest })
    .getExists();
}
