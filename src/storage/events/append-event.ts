import type { EntityManager } from 'typeorm';
import { OUTBOX_CHANNEL } from './channels.js';
import type { NewEvent } from './stored-event.js';

/**
 * Tells of a change in the transaction that makes it: the event exists exactly when the change does. It gets its position,
 * and reaches subscribers, after the commit.
 */
export async function appendEvent(tx: EntityManager, event: NewEvent): Promise<void> {
  await appendEvents(tx, [event]);
}

/** As `appendEvent`, for many events in one statement. */
export async function appendEvents(tx: EntityManager, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx.query(
    `WITH appended AS (
       INSERT INTO event_outbox (project_id, topic, subject_id, type, payload)
       SELECT project_id, topic, subject_id, type, payload
       FROM ROWS FROM (
         jsonb_to_recordset($1) AS (project_id text, topic text, subject_id text, type text, payload jsonb)
       ) WITH ORDINALITY AS new (project_id, topic, subject_id, type, payload, n)
       ORDER BY n
       RETURNING 1
     )
     SELECT pg_notify('${OUTBOX_CHANNEL}', '') FROM appended LIMIT 1`,
    [
      JSON.stringify(
        events.map(({ projectId, topic, subjectId, type, payload }) => ({
          project_id: projectId,
          topic,
          subject_id: subjectId,
          type,
          payload,
        })),
      ),
    ],
  );
}
