import type { ReleaseSummaryFragment, ServerFragment } from '../../client/index.js';
import { facts, instant } from '../format.js';

export function releaseText(release: ReleaseSummaryFragment): string {
  const { deployment, modelVersion, server, previousVersion, previousServer, outcome } = release;
  return facts([
    ['release', release.id],
    ['state', release.state.toLowerCase().replace('_', ' ')],
    ['environment', deployment.environment.name],
    ['version', modelVersion.ref],
    ['digest', modelVersion.digest],
    ['answered by', server && serverText(server)],
    ['before it', previousVersion && withServer(previousVersion.ref, previousServer)],
    ['reason', release.reason],
    ['outcome', outcome?.message],
    ['started', instant(release.createdAt)],
    ['finished', release.finishedAt && instant(release.finishedAt)],
  ]);
}

/** A version, and the server of others that answers for it where there is one. */
export function withServer(ref: string, server: ServerFragment | null | undefined): string {
  return server ? `${ref} at ${serverText(server)}` : ref;
}

function serverText({ name, model, modelVersion }: ServerFragment): string {
  return `${name}/${model}${modelVersion == null ? '' : `@${modelVersion}`}`;
}
