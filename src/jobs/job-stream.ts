import type { RequestContext } from '../access/context.js';
import { persistently } from '../access/subscription.js';
import { decodeCursor } from '../graph/cursor.js';
import type { StoredEvent } from '../storage/events/stored-event.js';
import type { JobEventPayload } from './job-events.js';
import { isFinished } from './job-state.js';
import { JobRow } from './job.entity.js';

/** What a job's event says. */
export function payloadOf(event: StoredEvent): JobEventPayload {
  return event.payload as unknown as JobEventPayload;
}

/** A job as it is, and its events behind the moment of that. */
export async function followJob(
  context: RequestContext,
  id: string,
): Promise<{ job: JobRow; cursor: string; events: AsyncIterable<StoredEvent> }> {
  const cursor = await persistently(context, () => context.events.latestCursor());
  const job = await persistently(context, () => context.get(JobRow, id));
  return { job, cursor, events: eventsBehind(context, id, cursor) };
}

export function eventsBehind(context: RequestContext, id: string, after: string): AsyncIterable<StoredEvent> {
  const { projectId, signal } = context;
  return context.events.subscribe({ projectId, subjectId: id, after, signal });
}

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
  const { job, events } = await followJob(context, jobId);
  yield* rest();
  if (isFinished(job.state)) return;
  for await (const event of events) {
    const payload = payloadOf(event);
    if (isNews(payload) || isFinished(payload.state)) yield* rest();
    if (isFinished(payload.state)) return;
  }
}
