import type { DataSource, EntityManager } from 'typeorm';
import type { RequestContext } from '../access/context.js';
import { isId } from '../lib/ids.js';
import type { Prediction } from './prediction.js';
import { PredictionRecord, predictionOf } from './records/prediction-record.js';
import { instantOfId } from './prediction-id.js';

/** Kept predictions of a project by id; the ids say in which partitions they lie. One statement. */
export async function findPredictions(
  db: DataSource | EntityManager,
  projectId: string,
  ids: readonly string[],
): Promise<Map<string, Prediction>> {
  const known = ids.filter((id) => isId(id, 'prediction'));
  if (known.length === 0) return new Map();
  const records = await db
    .createQueryBuilder(PredictionRecord, 'record')
    .where('record.id IN (:...known) AND record.at IN (:...instants) AND record.projectId = :projectId', {
      known,
      instants: known.map(instantOfId),
      projectId,
    })
    .getMany();
  return new Map(records.map((record) => [record.id, predictionOf(record)]));
}

export async function predictionsById(context: RequestContext, ids: readonly string[]): Promise<(Prediction | null)[]> {
  const found = await findPredictions(context.db, context.projectId, ids);
  return ids.map((id) => found.get(id) ?? null);
}
