import type { EntityManager } from 'typeorm';
import { appendEvent } from '../storage/events/append-event.js';
import type { LedgerChange } from './deployments/ledger-entry.entity.js';
import type { Release } from './release.entity.js';

export const RELEASE_TOPIC = 'release';

const EVENT_TYPE: Record<LedgerChange, string> = {
  STARTED: 'releaseStarted',
  PROMOTED: 'releasePromoted',
  ROLLED_BACK: 'releaseRolledBack',
  FAILED: 'releaseFailed',
};

/** Tells subscribers of the release, and every gateway that routes may have changed. */
export function appendReleaseEvent(tx: EntityManager, release: Release, change: LedgerChange): Promise<void> {
  return appendEvent(tx, {
    projectId: release.projectId,
    topic: RELEASE_TOPIC,
    subjectId: release.id,
    type: EVENT_TYPE[change],
    payload: { state: release.state, change, deploymentId: release.deploymentId },
  });
}
