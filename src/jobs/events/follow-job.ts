import type { RequestContext } from '../../access/context.js';
import { persistently } from '../../access/subscription.js';
import type { StoredEvent } from '../../storage/events/stored-event.js';
import type { JobEventPayload } from './job-events.js';
import { JobRow } from '../job.entity.js';

/** What a job's event says. */
export function payloadOf(event: StoredEvent): JobEventPayload {
  return event.payload as unknown as JobEventPayload;
}

/** A job as it is, and the cursor behind which its events are that come later. */
export async function presentJob(context: RequestContext, id: string): Promise<{ job: JobRow; cursor: string }> {
  const cursor = await persistently(context, () => context.events.latestCursor());
  const job = await persistently(context, () => context.get(JobRow, id));
  return { job, cursor };
}

/** Iterate it at once: it is let go when the iteration ends. */
export function eventsBehind(context: RequestContext, id: string, after: string): AsyncIterable<StoredEvent> {
  const { projectId, signal } = context;
  return context.events.subscribe({ projectId, subjectId: id, after, signal });
}
