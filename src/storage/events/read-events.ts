import type { DataSource, EntityManager } from 'typeorm';
import { CursorExpiredError } from '../../lib/errors.js';
import { type EventFilter, eventOfRow, type EventRow, type StoredEvent } from './stored-event.js';

/** The last position given. Read it before the state that it goes with: then no later change is missed. */
export async function headPosition(db: DataSource | EntityManager): Promise<number> {
  const [head] = await db.query<[{ position: string }]>('SELECT position FROM event_head');
  return Number(head.position);
}

/**
 * At most `limit` events behind the position `after`, in order.
 * @throws {CursorExpiredError} when events behind `after` are no longer kept
 */
export async function readEvents(
  db: DataSource | EntityManager,
  filter: EventFilter,
  after: number,
  limit: number,
): Promise<StoredEvent[]> {
  const values: unknown[] = [after, limit];
  const conditions = ['position > $1'];
  const restrict = (sql: string, value: unknown): void => {
    if (value === undefined) return;
    values.push(value);
    conditions.push(sql.replace('?', `$${values.length}`));
  };
  restrict('project_id = ?', filter.projectId);
  restrict('subject_id = ?', filter.subjectId);
  restrict('topic = ANY (?)', filter.topics);
  const rows = await db.query<HeadAndEventRow[]>(
    `SELECT head.expired_through > $1 AS expired, page.*
     FROM event_head head
     LEFT JOIN LATERAL (
       SELECT * FROM event WHERE ${conditions.join(' AND ')} ORDER BY position LIMIT $2
     ) page ON true
     ORDER BY position`,
    values,
  );
  if (rows[0]?.expired) throw new CursorExpiredError();
  return rows.filter(hasEvent).map(eventOfRow);
}

/** The head stands beside each event, and alone when there is none: one statement sees both at the same moment. */
type HeadAndEventRow = { expired: boolean } & (EventRow | { position: null });

function hasEvent(row: HeadAndEventRow): row is { expired: boolean } & EventRow {
  return row.position !== null;
}
