import type { EntityManager } from 'typeorm';
import { systemActor } from '../access/create-project.js';
import { ReleaseState } from './release-state.js';
import { type Release } from './release.entity.js';
import { allTo } from './deployments/route.js';
import { lockRelease, settleRelease } from './settle-release.js';

/** Makes the prepared version of a release the one that serves. Does nothing when someone ended the release meanwhile. */
export async function promotePrepared(tx: EntityManager, id: string, now: Date): Promise<Release> {
  const { release, deployment } = await lockRelease(tx, id);
  if (release.state !== ReleaseState.PREPARING) return release;
  const { id: byId } = await systemActor(tx, release.projectId);
  const { previousVersionId: previous, previousServer, modelVersionId, server } = release;
  const leftOwnWorkers = previous !== null && previousServer === null;
  if (leftOwnWorkers && (previous !== modelVersionId || server !== null))
    release.unloadPreviousAt = new Date(now.getTime() + release.settings.drainMs);
  await settleRelease(tx, release, deployment, {
    state: ReleaseState.PROMOTED,
    routes: allTo(modelVersionId, server),
    outcome: {
      automatic: true,
      byId,
      message: server
        ? `The inference server "${server.name}" was ready with "${server.model}".`
        : 'Every inference worker had loaded the version.',
    },
    now,
  });
  return release;
}

/** Ends a release whose version could not be made ready; what served before still serves. */
export async function failRelease(tx: EntityManager, id: string, message: string, now: Date): Promise<Release> {
  const { release, deployment } = await lockRelease(tx, id);
  if (release.state !== ReleaseState.PREPARING) return release;
  const { id: byId } = await systemActor(tx, release.projectId);
  await settleRelease(tx, release, deployment, {
    state: ReleaseState.FAILED,
    outcome: { automatic: true, byId, message },
    now,
  });
  return release;
}
