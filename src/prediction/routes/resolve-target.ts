import type { RequestContext } from '../../access/context.js';
import { resolveModelVersion } from '../../models/versions/resolve-model-version.js';
import { loadServableVersions } from '../../models/versions/servable-version.js';
import type { PredictTargetInput } from '../predict-inputs.js';
import type { RouteTable } from './route-table.js';
import type { Target } from '../run.js';

/** Who answers: what serves in an environment, or a version by its reference. @throws {NotFoundError} when there is none */
export async function resolveTarget(
  context: RequestContext,
  routes: RouteTable,
  { deployment: asked, modelVersion: ref }: PredictTargetInput,
): Promise<Target> {
  const { projectId } = context;
  const deployment = asked ? await routes.find(projectId, asked.environment, asked.model) : null;
  if (deployment) return { projectId, deployment, version: deployment.version };
  const { id } = await resolveModelVersion(context.db.manager, projectId, ref!);
  return { projectId, deployment: null, version: (await loadServableVersions(context.db.manager, [id])).get(id)! };
}
