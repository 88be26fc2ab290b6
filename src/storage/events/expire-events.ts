import type { DataSource } from 'typeorm';

/**
 * Removes events from before `olderThan`. Cursors that point behind what is kept are refused from then on.
 * @returns how many events were removed
 */
export async function expireEvents(ds: DataSource, olderThan: Date): Promise<number> {
  return ds.transaction(async (tx) => {
    const [last] = await tx.query<[{ position: string | null }]>(
      'SELECT max(position) AS position FROM event WHERE at < $1',
      [olderThan],
    );
    if (last.position === null) return 0;
    await tx.query('UPDATE event_head SET expired_through = greatest(expired_through, $1)', [last.position]);
    const [removed] = await tx.query<[{ count: number }]>(
      'WITH removed AS (DELETE FROM event WHERE position <= $1 RETURNING 1) SELECT count(*)::int AS count FROM removed',
      [last.position],
    );
    return removed.count;
  });
}
