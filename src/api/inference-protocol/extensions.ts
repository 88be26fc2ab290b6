import type { Backends } from '../../inference/backends/backends.js';
import { configurationOf, type ModelConfiguration } from '../../inference/protocol/model-configuration.js';
import { type ModelStatisticsReport, sumStatistics } from '../../inference/protocol/statistics.js';
import { MAX_TEXTS } from '../../prediction/tensors/infer.js';
import type { DeploymentRoute } from '../../prediction/routes/route-table.js';
import type { Target } from '../../prediction/run.js';
import { tensorsOf } from '../../prediction/tensors/version-tensors.js';

type Asked = Pick<Target, 'version'> & { readonly deployment: Pick<DeploymentRoute, 'server'> | null };

/**
 * What was counted of a version by whoever answers for it: all our workers together, or the server that stands in for them.
 * @throws {NotFoundError} when that server does not have the extension
 */
export async function statisticsOf({ version, deployment }: Asked, backends: Backends): Promise<ModelStatisticsReport> {
  const server = deployment?.server ?? null;
  const reports = await (server ? backends.servers.statistics(server) : backends.workers.statistics(version.id));
  return sumStatistics(version.model, String(version.number), reports);
}

/** Of all that answers in an environment; servers that do not tell are left out. */
export async function statisticsOfAll(
  routes: readonly DeploymentRoute[],
  backends: Backends,
): Promise<ModelStatisticsReport[]> {
  const told = await Promise.allSettled(
    routes.map((route) => statisticsOf({ version: route.version, deployment: route }, backends)),
  );
  return told.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
}

/** How a version is configured where it is answered, under its own name. @throws {NotFoundError} as `statisticsOf` */
export async function configurationFor(
  { version, deployment }: Asked,
  backends: Backends,
): Promise<ModelConfiguration> {
  const { model: name, number } = version;
  if (deployment?.server) return { ...(await backends.servers.configuration(deployment.server)), name };
  // Of tensors there may be more rows, as far as the bytes of a request allow.
  return configurationOf({ name, version: number, ...tensorsOf(version), maxRows: MAX_TEXTS });
}
