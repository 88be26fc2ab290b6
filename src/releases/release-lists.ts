import { connectionOf } from '../graph/connection.js';
import type { ChildList } from '../graph/page-loader.js';
import { newestFirst } from '../graph/paginate.js';
import { Deployment } from './deployments/deployment.entity.js';
import { LedgerEntry } from './deployments/ledger-entry.entity.js';
import { Release } from './release.entity.js';

export const DeploymentConnection = connectionOf('Deployment', () => Deployment);
export const ReleaseConnection = connectionOf('Release', () => Release);
export const LedgerEntryConnection = connectionOf('LedgerEntry', () => LedgerEntry);

export const deploymentsOfEnvironment: ChildList<Deployment> = {
  entity: Deployment,
  alias: 'deployment',
  parentColumn: 'deployment.environment_id',
  order: newestFirst('deployment'),
};

export const deploymentsOfModel: ChildList<Deployment> = {
  entity: Deployment,
  alias: 'deployment',
  parentColumn: 'deployment.model_id',
  order: newestFirst('deployment'),
};

export const deploymentsOfVersion: ChildList<Deployment> = {
  entity: Deployment,
  alias: 'deployment',
  parentColumn: 'route.version_id',
  order: newestFirst('deployment'),
  restrict: (query) => {
    const routes = "(SELECT id, jsonb_array_elements(routes) ->> 'modelVersionId' AS version_id FROM deployment)";
    query.innerJoin(routes, 'route', 'route.id = deployment.id');
  },
};

export const releasesOfDeployment: ChildList<Release> = {
  entity: Release,
  alias: 'release',
  parentColumn: 'release.deployment_id',
  order: newestFirst('release'),
};

export const releasesOfVersion: ChildList<Release> = {
  entity: Release,
  alias: 'release',
  parentColumn: 'release.model_version_id',
  order: newestFirst('release'),
};

export const ledgerOfEnvironment: ChildList<LedgerEntry> = {
  entity: LedgerEntry,
  alias: 'entry',
  parentColumn: 'entry.environment_id',
  order: { columns: ['entry.number'], key: ({ number }) => [number], direction: 'DESC' },
};
