import type { RequestContext } from '../../access/context.js';
import { isFinished } from '../job-state.js';
import { JobRow } from '../job.entity.js';

/** A job as soon as it has finished, or as it is after `waitMs`. */
export async function waitForJob(context: RequestContext, id: string, waitMs: number): Promise<JobRow | null> {
  const { db, events, projectId } = context;
  const after = await events.latestCursor();
  const read = (): Promise<JobRow | null> => db.getRepository(JobRow).findOneBy({ id, projectId });
  const job = await read();
  if (!job || waitMs === 0 || isFinished(job.state)) return job;
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(waitMs)]);
  for await (const _event of events.subscribe({ subjectId: id, after, signal })) {
    const changed = await read();
    if (!changed || isFinished(changed.state)) return changed;
  }
  return read();
}
