import type { RequestContext } from '../access/context.js';
import { LineageStep } from '../lineage/lineage-step.entity.js';
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

export async function lineageOfRelease(
  context: RequestContext,
  releaseIds: readonly string[],
): Promise<LineageStep[][]> {
  const query = context.db.getRepository(LineageStep).createQueryBuilder('step');
  query.where('step.subjectId IN (:...releaseIds)', { releaseIds }).andWhere({ projectId: context.projectId });
  const byRelease = Map.groupBy(await query.getMany(), ({ subjectId }) => subjectId);
  return releaseIds.map((id) => byRelease.get(id) ?? []);
}

export async function feedbackOfBatch(context: RequestContext, batchIds: readonly string[]): Promise<Feedback[][]> {
  const query = context.db.getRepository(Feedback).createQueryBuilder('feedback');
  const rows = await query.where('feedback.batchId IN (:...batchIds)', { batchIds }).orderBy('feedback.id').getMany();
  const byBatch = Map.groupBy(rows, ({ batchId }) => batchId);
  return batchIds.map((id) => byBatch.get(id) ?? []);
}
