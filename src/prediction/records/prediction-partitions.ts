import type { DataSource } from 'typeorm';

const DAY_MS = 86_400_000;
const PARTITION_LOCK = 7_305_209;
const ROWS_PER_DELETE = 10_000;
const known = new WeakMap<DataSource, Set<number>>();

/** Makes the partitions of the days of some instants where they are missing. Remembers what it has seen. */
export async function ensurePartitions(db: DataSource, instants: readonly Date[]): Promise<void> {
  const seen = known.get(db) ?? new Set<number>();
  known.set(db, seen);
  const missing = new Set(instants.map((at) => Math.floor(at.getTime() / DAY_MS)).filter((day) => !seen.has(day)));
  for (const day of missing) {
    const [from, to] = [new Date(day * DAY_MS), new Date((day + 1) * DAY_MS)].map((date) => date.toISOString());
    await db.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock($1)', [PARTITION_LOCK]);
      await tx.query(
        `CREATE TABLE IF NOT EXISTS ${partitionName(day)} PARTITION OF prediction FOR VALUES FROM ('${from}') TO ('${to}')`,
      );
    });
    seen.add(day);
  }
}

/** Drops the partitions of days that ended before an instant: retention without a DELETE. Returns how many. */
export async function dropPartitionsBefore(db: DataSource, before: Date): Promise<number> {
  const firstKept = Math.floor(before.getTime() / DAY_MS);
  const old = (await partitionsOf(db)).filter((name) => name < partitionName(firstKept));
  for (const name of old) await dropPartition(db, name);
  return old.length;
}

/** Removes all but the newest records: whole days as their partitions, the rest of one day in small steps. */
export async function keepNewest(db: DataSource, count: number): Promise<void> {
  let room = count;
  for (const name of (await partitionsOf(db)).reverse()) {
    if (room === 0) {
      await dropPartition(db, name);
      continue;
    }
    const [row]: [{ held: number }] = await db.query(`SELECT count(*)::float8 AS held FROM ${name}`);
    await deleteOldest(db, name, Math.max(0, row.held - room));
    room = Math.max(0, room - row.held);
  }
}

async function deleteOldest(db: DataSource, partition: string, count: number): Promise<void> {
  for (let left = count; left > 0; left -= ROWS_PER_DELETE)
    await db.query(
      `DELETE FROM ${partition} WHERE id IN (SELECT id FROM ${partition} ORDER BY id LIMIT ${Math.min(left, ROWS_PER_DELETE)})`,
    );
}

/** Names of the partitions, the oldest day first. */
async function partitionsOf(db: DataSource): Promise<string[]> {
  const tables: { name: string }[] = await db.query(
    `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'prediction'::regclass ORDER BY name`,
  );
  return tables.map(({ name }) => name);
}

async function dropPartition(db: DataSource, name: string): Promise<void> {
  await db.query(`DROP TABLE IF EXISTS ${name}`);
  const seen = known.get(db);
  for (const day of seen ?? []) if (partitionName(day) === name) seen?.delete(day);
}

function partitionName(day: number): string {
  return `prediction_${new Date(day * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '_')}`;
}
