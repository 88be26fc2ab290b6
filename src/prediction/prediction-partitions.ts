import type { DataSource } from 'typeorm';

const DAY_MS = 86_400_000;
const PARTITION_LOCK = 7_305_209;
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
  const tables: { name: string }[] = await db.query(
    `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'prediction'::regclass`,
  );
  const old = tables.map(({ name }) => name).filter((name) => name < partitionName(firstKept));
  for (const name of old) await db.query(`DROP TABLE IF EXISTS ${name}`);
  for (const day of known.get(db) ?? []) if (day < firstKept) known.get(db)?.delete(day);
  return old.length;
}

function partitionName(day: number): string {
  return `prediction_${new Date(day * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '_')}`;
}
