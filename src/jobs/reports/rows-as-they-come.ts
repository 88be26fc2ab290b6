import type { RequestContext } from '../../access/context.js';
import { persistently } from '../../access/subscription.js';
import { decodeCursor } from '../../graph/cursor.js';
import { eventsBehind, payloadOf, presentJob } from '../events/follow-job.js';
import type { JobEventPayload } from '../events/job-events.js';
import { isFinished } from '../job-state.js';

/**
 * Rows that a job adds to a table, as pages in the order of their ids, behind a cursor or from the first. Ends when the
 * job has finished and all were told.
 * @param isNews whether an event tells of such rows
 * @param readPage rows behind an id, in order; none when there are no more
 */
export async function* rowsAsTheyCome<T extends { id: string }>(
  context: RequestContext,
  jobId: string,
  after: string | null | undefined,
  isNews: (payload: JobEventPayload) => boolean,
  readPage: (afterId: string) => Promise<T[]>,
): AsyncGenerator<T[]> {
  let lastId = after == null ? '0' : String(decodeCursor(after, 1, 'after')[0]);
  async function* rest(): AsyncGenerator<T[]> {
    for (;;) {
      const page = await persistently(context, () => readPage(lastId));
      if (page.length === 0) return;
      lastId = page.at(-1)!.id;
      yield page;
    }
  }
  const { job, cursor } = await presentJob(context, jobId);
  yield* rest();
  if (isFinished(job.state)) return;
  for await (const event of eventsBehind(context, jobId, cursor)) {
    const payload = payloadOf(event);
    if (isNews(payload) || isFinished(payload.state)) yield* rest();
    if (isFinished(payload.state)) return;
  }
}
