import type { RequestContext } from '../access/context.js';
import { LineageStep } from './lineage-step.entity.js';

const STEPS_BEHIND = `
  WITH RECURSIVE walk (root, step_id, input_ids) AS (
    SELECT output_id, id, input_ids FROM lineage_step WHERE output_id = ANY ($1) AND project_id = $2
    UNION
    SELECT walk.root, step.id, step.input_ids
    FROM walk JOIN lineage_step step ON step.output_id = ANY (walk.input_ids) AND step.project_id = $2
  )
  SELECT root, step_id AS "stepId" FROM walk`;

/** Every step behind an artifact, newest first: the way back to the data. Two statements for any number of artifacts. */
export function lineageOf(context: RequestContext, artifactId: string): Promise<LineageStep[]> {
  return context.load(stepsBehind, artifactId);
}

async function stepsBehind(context: RequestContext, ids: readonly string[]): Promise<LineageStep[][]> {
  const walked: { root: string; stepId: string }[] = await context.db.query(STEPS_BEHIND, [ids, context.projectId]);
  if (walked.length === 0) return ids.map(() => []);
  const steps = await context.db
    .getRepository(LineageStep)
    .createQueryBuilder('step')
    .where('step.id IN (:...stepIds)', { stepIds: [...new Set(walked.map(({ stepId }) => stepId))] })
    .orderBy('step.id', 'DESC')
    .getMany();
  const rootsOf = Map.groupBy(walked, ({ stepId }) => stepId);
  const byRoot = new Map<string, LineageStep[]>(ids.map((id) => [id, []]));
  for (const step of steps) for (const { root } of rootsOf.get(step.id) ?? []) byRoot.get(root)?.push(step);
  return ids.map((id) => byRoot.get(id) ?? []);
}
