import type { DataSource } from 'typeorm';
import { HealthTotals } from './totals/health-totals.js';
import type { StoredWindow } from './windows/health-window.js';
import { readWindows } from './windows/read-windows.js';
import { LEVEL_MS, WindowLevel } from './windows/window-level.js';

/** Predictions that no caller waits for: they say something about their version only. */
const SHADOW = 'SHADOW';

/** What was seen of a version in a deployment. */
export interface VersionSummary {
  modelVersionId: string;
  role: string;
  totals: HealthTotals;
}

/** What was seen of a deployment in a range of time. */
export interface HealthSummary {
  deploymentId: string;
  from: Date;
  to: Date;
  /** Of all versions that answer callers. */
  totals: HealthTotals;
  /** Versions that had traffic, by id and role. */
  versions: VersionSummary[];
}

/**
 * What was seen of deployments from one instant (inclusive) to another (exclusive), whole seconds both. One SQL statement,
 * however many deployments there are and whatever the range. Every deployment asked for has a summary.
 */
export async function healthOf(
  db: DataSource,
  deploymentIds: readonly string[],
  from: Date,
  to: Date,
): Promise<Map<string, HealthSummary>> {
  const windows = await readWindows(db, {
    deploymentIds: [...new Set(deploymentIds)],
    fromMs: from.getTime(),
    toMs: to.getTime(),
    coarsest: WindowLevel.HOUR,
  });
  const byDeployment = Map.groupBy(windows, ({ deploymentId }) => deploymentId);
  return new Map(deploymentIds.map((id) => [id, summarize(id, from, to, byDeployment.get(id) ?? [])]));
}

/** Adds up windows of a deployment. */
export function summarize(deploymentId: string, from: Date, to: Date, windows: readonly StoredWindow[]): HealthSummary {
  const totals = new HealthTotals();
  const versions = new Map<string, VersionSummary>();
  for (const window of windows) {
    const atEnd = window.atMs + LEVEL_MS[window.level] === to.getTime();
    const { modelVersionId, role } = window;
    const key = `${modelVersionId} ${role}`;
    const version = versions.get(key) ?? { modelVersionId, role, totals: new HealthTotals() };
    versions.set(key, version);
    version.totals.add(window, atEnd);
    if (role !== SHADOW) totals.add(window, atEnd);
  }
  const sorted = [...versions].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, version]) => version);
  return { deploymentId, from, to, totals, versions: sorted };
}
