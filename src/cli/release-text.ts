import type { ReleaseSummaryFragment } from '../client/index.js';
import { facts, instant } from './format.js';

export function releaseText(release: ReleaseSummaryFragment): string {
  const { deployment, modelVersion, previousVersion, outcome } = release;
  return facts([
    ['release', release.id],
    ['state', release.state.toLowerCase().replace('_', ' ')],
    ['environment', deployment.environment.name],
    ['version', modelVersion.ref],
    ['digest', modelVersion.digest],
    ['before it', previousVersion?.ref],
    ['reason', release.reason],
    ['outcome', outcome?.message],
    ['started', instant(release.createdAt)],
    ['finished', release.finishedAt && instant(release.finishedAt)],
  ]);
}
