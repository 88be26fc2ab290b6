import type { RequestContext } from '../access/context.js';
import { LineageStep } from '../lineage/lineage-step.entity.js';

/** Steps that are about each release. */
export async function lineageOfRelease(
  context: RequestContext,
  releaseIds: readonly string[],
): Promise<LineageStep[][]> {
  const query = context.db.getRepository(LineageStep).createQueryBuilder('step');
  query.where('step.subjectId IN (:...releaseIds)', { releaseIds }).andWhere({ projectId: context.projectId });
  const byRelease = Map.groupBy(await query.getMany(), ({ subjectId }) => subjectId);
  return releaseIds.map((id) => byRelease.get(id) ?? []);
}
