import type { DataSource } from 'typeorm';
import { EVENT_CHANNEL } from './channels.js';

/** Any number that nothing else locks: whoever holds it gives positions. */
const LOCK_KEY = 7_353_002;
const BATCH_SIZE = 1_000;

const GIVE_POSITIONS = `
  WITH batch AS (
    DELETE FROM event_outbox
    WHERE id IN (SELECT id FROM event_outbox ORDER BY id LIMIT ${BATCH_SIZE})
    RETURNING *
  ), size AS (
    SELECT count(*) AS size FROM batch
  ), head AS (
    UPDATE event_head SET position = position + size FROM size WHERE size > 0 RETURNING position - size AS base
  ), placed AS (
    INSERT INTO event (position, at, project_id, topic, subject_id, type, payload)
    SELECT base + row_number() OVER (ORDER BY id), at, project_id, topic, subject_id, type, payload
    FROM batch, head
    RETURNING position
  )
  SELECT count(*)::int AS count, pg_notify('${EVENT_CHANNEL}', max(position)::text) FROM placed HAVING count(*) > 0`;

/**
 * Gives positions to the events whose transactions have committed. Positions follow the order of commits, which a sequence
 * would not: an event of a transaction still open gets a later position than those given meanwhile. Only one process does
 * it at a time, in short transactions; each sees what the last one committed, because it takes its snapshot under the lock.
 * @returns how many events got a position; 0 also when another process is at it
 */
export async function sequenceEvents(ds: DataSource): Promise<number> {
  let total = 0;
  for (;;) {
    const count = await sequenceBatch(ds);
    total += count;
    if (count < BATCH_SIZE) return total;
  }
}

async function sequenceBatch(ds: DataSource): Promise<number> {
  return ds.transaction('READ COMMITTED', async (tx) => {
    const [lock] = await tx.query<[{ held: boolean }]>('SELECT pg_try_advisory_xact_lock($1) AS held', [LOCK_KEY]);
    if (!lock.held) return 0;
    const [placed] = await tx.query<{ count: number }[]>(GIVE_POSITIONS);
    return placed?.count ?? 0;
  });
}
