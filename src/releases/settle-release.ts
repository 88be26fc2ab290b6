import type { EntityManager } from 'typeorm';
import { appendLedger } from './deployments/append-ledger.js';
import { Deployment } from './deployments/deployment.entity.js';
import { LedgerChange } from './deployments/ledger-entry.entity.js';
import { appendReleaseEvent } from './release-event.js';
import { ReleaseState, canBecome } from './release-state.js';
import { Release, type StoredOutcome } from './release.entity.js';
import type { Route } from './deployments/route.js';

const CHANGE = {
  PROMOTED: LedgerChange.PROMOTED,
  ROLLED_BACK: LedgerChange.ROLLED_BACK,
  FAILED: LedgerChange.FAILED,
} as const;

export interface Settlement {
  state: keyof typeof CHANGE;
  /** New routes of the deployment; they stay when left out. */
  routes?: Route[];
  outcome: StoredOutcome;
  now: Date;
}

/** Locks a release with its deployment, in the order that every change of routes takes them. */
export async function lockRelease(
  tx: EntityManager,
  id: string,
): Promise<{ release: Release; deployment: Deployment }> {
  const { deploymentId } = await tx.findOneByOrFail(Release, { id });
  const deployment = await tx.findOneOrFail(Deployment, {
    where: { id: deploymentId },
    lock: { mode: 'pessimistic_write' },
  });
  const release = await tx.findOneOrFail(Release, { where: { id }, lock: { mode: 'pessimistic_write' } });
  return { release, deployment };
}

/** Moves a locked release to a state, with routes, ledger and event in the same transaction. */
export async function settleRelease(
  tx: EntityManager,
  release: Release,
  deployment: Deployment,
  settlement: Settlement,
): Promise<void> {
  const { state, routes, outcome, now } = settlement;
  if (!canBecome(release.state, ReleaseState[state]))
    throw new Error(`A release does not go from ${release.state} to ${state}.`);
  release.state = ReleaseState[state];
  release.finishedAt = now;
  release.outcome = outcome;
  release.leasedUntil = null;
  await tx.save(release);
  if (routes) {
    deployment.routes = routes;
    await tx.update(Deployment, { id: deployment.id }, { routes });
  }
  await appendLedger(tx, { deployment, releaseId: release.id, actorId: outcome.byId, change: CHANGE[state], now });
  await appendReleaseEvent(tx, release, CHANGE[state]);
}
