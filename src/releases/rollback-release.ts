import type { EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.entity.js';
import { Refusal } from '../access/changes/change.js';
import { NotFoundError } from '../lib/errors.js';
import { NothingToRollBackTo, ReleaseNotActive } from './release-refusals.js';
import { ReleaseState } from './release-state.js';
import { Release } from './release.entity.js';
import { allTo } from './deployments/route.js';
import { lockRelease, settleRelease } from './settle-release.js';

/**
 * Takes a release back: while it is being prepared, or after promotion while it is the newest, and the version that served
 * before serves again. Rolling back what was rolled back changes nothing.
 * @throws {Refusal} with NothingToRollBackTo or ReleaseNotActive
 */
export async function rollbackRelease(
  tx: EntityManager,
  actor: Actor,
  id: string,
  reason: string | null,
  now: Date,
): Promise<Release> {
  if (!(await tx.existsBy(Release, { id, projectId: actor.projectId }))) throw new NotFoundError('release', id);
  const { release, deployment } = await lockRelease(tx, id);
  if (release.state === ReleaseState.ROLLED_BACK) return release;
  if (release.state === ReleaseState.FAILED)
    throw new Refusal(ReleaseNotActive.of(release, 'This release failed: its version never served.'));
  if (deployment.newestReleaseId !== id)
    throw new Refusal(ReleaseNotActive.of(release, 'A newer release of this model was started here.'));
  const promoted = release.state === ReleaseState.PROMOTED;
  if (promoted && release.previousVersionId === null) throw new Refusal(NothingToRollBackTo.of(release));
  release.unloadPreviousAt = null;
  await settleRelease(tx, release, deployment, {
    state: ReleaseState.ROLLED_BACK,
    ...(promoted && release.previousVersionId !== null
      ? { routes: allTo(release.previousVersionId, release.previousServer) }
      : {}),
    outcome: { automatic: false, byId: actor.id, message: reason ?? 'Rolled back.' },
    now,
  });
  return release;
}
