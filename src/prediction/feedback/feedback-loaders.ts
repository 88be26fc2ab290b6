import type { RequestContext } from '../../access/context.js';
import { Feedback } from './feedback.entity.js';

export async function feedbackOfPrediction(
  context: RequestContext,
  predictionIds: readonly string[],
): Promise<Feedback[][]> {
  const query = context.db.getRepository(Feedback).createQueryBuilder('feedback');
  query
    .where('feedback.predictionId IN (:...predictionIds)', { predictionIds })
    .andWhere({ projectId: context.projectId });
  const byPrediction = Map.groupBy(await query.orderBy('feedback.id').getMany(), ({ predictionId }) => predictionId);
  return predictionIds.map((id) => byPrediction.get(id) ?? []);
}

export async function feedbackOfBatch(context: RequestContext, batchIds: readonly string[]): Promise<Feedback[][]> {
  const query = context.db.getRepository(Feedback).createQueryBuilder('feedback');
  const rows = await query.where('feedback.batchId IN (:...batchIds)', { batchIds }).orderBy('feedback.id').getMany();
  const byBatch = Map.groupBy(rows, ({ batchId }) => batchId);
  return batchIds.map((id) => byBatch.get(id) ?? []);
}
