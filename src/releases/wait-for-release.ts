import type { RequestContext } from '../access/context.js';
import { isSettled } from './release-state.js';
import { Release } from './release.entity.js';

/** A release as soon as it is settled, or as it is after `waitMs`. */
export async function waitForRelease(context: RequestContext, id: string, waitMs: number): Promise<Release | null> {
  const after = await context.events.latestCursor();
  const read = (): Promise<Release | null> =>
    context.db.getRepository(Release).findOneBy({ id, projectId: context.projectId });
  const release = await read();
  if (!release || waitMs === 0 || isSettled(release.state)) return release;
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(waitMs)]);
  for await (const _event of context.events.subscribe({ subjectId: id, after, signal })) {
    const changed = await read();
    if (changed && isSettled(changed.state)) return changed;
  }
  return read();
}
