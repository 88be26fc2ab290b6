import type { DataSource } from 'typeorm';
import type { Reading } from './metrics.js';

/** How long one reading serves, however often /metrics is asked for: it needs no token. */
const REMEMBERED_MS = 5_000;

/** Figures that only the database knows, the same at every gateway. */
export function databaseReadings(db: DataSource): Reading[] {
  return [
    {
      name: 'sluice_jobs',
      help: 'Jobs of the last day, by kind and state.',
      labels: ['kind', 'state'],
      read: remembered(async () => {
        const rows = await db.query<{ kind: string; state: string; count: string }[]>(
          `SELECT kind, state, count(*) AS count FROM job
           WHERE created_at > now() - interval '1 day' OR state IN ('QUEUED', 'RUNNING') GROUP BY kind, state`,
        );
        return rows.map(({ kind, state, count }) => ({ labels: { kind, state }, value: Number(count) }));
      }),
    },
  ];
}

function remembered<T>(read: () => Promise<T>): () => Promise<T> {
  let last: { atMs: number; value: Promise<T> } | undefined;
  return () => {
    if (!last || performance.now() - last.atMs > REMEMBERED_MS) {
      const value = read();
      last = { atMs: performance.now(), value };
      value.catch(() => (last = undefined));
    }
    return last.value;
  };
}
