import { type DataSource, MigrationExecutor, type QueryRunner } from 'typeorm';
import { ConflictError } from '../lib/errors.js';
import { type MigrationFile, readMigrationFiles } from './migration-files.js';

/** Any number that nothing else locks: the lock under which one process at a time migrates. */
const LOCK_KEY = 7_353_001;

const STATE_TABLE = `
  CREATE TABLE IF NOT EXISTS schema_migration_file (
    name text COLLATE "C" PRIMARY KEY,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
  )`;

type SchemaState = 'current' | 'behind' | 'ahead' | 'halfMigrated' | 'edited';

export interface MigrationEntry {
  name: string;
  /** `unknown`: the database has it, this program has not. */
  state: 'applied' | 'pending' | 'edited' | 'unknown';
  appliedAt: Date | null;
}

export interface MigrationStatus {
  state: SchemaState;
  migrations: MigrationEntry[];
}

interface AppliedRow {
  name: string;
  checksum: string;
  applied_at: Date;
}

/**
 * Applies all pending migrations, or takes back the last one. Processes that migrate at once take turns.
 * @returns the names of the migrations that were applied or taken back
 * @throws {ConflictError} when the database is ahead of this program or an applied migration was edited
 */
export async function migrate(ds: DataSource, direction: 'up' | 'down'): Promise<string[]> {
  return withMigrationLock(ds, async (runner) => {
    await runner.query(STATE_TABLE);
    const before = await statusOf(runner);
    if (before.state === 'ahead' || before.state === 'edited') throw new ConflictError(adviceFor(before));
    const executor = new MigrationExecutor(ds, runner);
    executor.transaction = 'each';
    if (direction === 'up') await executor.executePendingMigrations();
    else await executor.undoLastMigration();
    return changedNames(before, await statusOf(runner));
  });
}

export async function migrationStatus(ds: DataSource): Promise<MigrationStatus> {
  return statusOf(ds);
}

/** @throws {ConflictError} with what to do, unless the database has exactly this program's migrations */
export async function assertSchemaCurrent(ds: DataSource): Promise<void> {
  const status = await migrationStatus(ds);
  if (status.state !== 'current') throw new ConflictError(adviceFor(status));
}

/** Pure: what the applied migrations mean to a program that has these files. */
export function compareMigrations(files: readonly MigrationFile[], applied: readonly AppliedRow[]): MigrationStatus {
  const rows = new Map(applied.map((row) => [row.name, row]));
  const known = files.map(({ name, checksum }): MigrationEntry => {
    const row = rows.get(name);
    rows.delete(name);
    if (!row) return { name, state: 'pending', appliedAt: null };
    return { name, state: row.checksum === checksum ? 'applied' : 'edited', appliedAt: row.applied_at };
  });
  const unknown = [...rows.values()].map(({ name, applied_at }): MigrationEntry => ({
    name,
    state: 'unknown',
    appliedAt: applied_at,
  }));
  return { state: schemaState(known, unknown), migrations: [...known, ...unknown] };
}

function schemaState(known: readonly MigrationEntry[], unknown: readonly MigrationEntry[]): SchemaState {
  if (unknown.length > 0) return 'ahead';
  if (known.some(({ state }) => state === 'edited')) return 'edited';
  const firstPending = known.findIndex(({ state }) => state === 'pending');
  if (firstPending < 0) return 'current';
  return known.slice(firstPending).some(({ state }) => state === 'applied') ? 'halfMigrated' : 'behind';
}

function adviceFor({ state, migrations }: MigrationStatus): string {
  const named = (wanted: MigrationEntry['state']) =>
    migrations.filter((entry) => entry.state === wanted).map((entry) => entry.name);
  switch (state) {
    case 'ahead':
      return `The database was migrated by a newer Sluice (${named('unknown').join(', ')}). Start that version, or take its migrations back with its own "sluice migrate down".`;
    case 'edited':
      return `Migrations were edited after they had been applied: ${named('edited').join(', ')}. Restore the files of the release that you run.`;
    case 'halfMigrated':
      return `The database is half migrated: ${named('pending').join(', ')} was skipped. Run "sluice migrate up".`;
    case 'behind':
      return `The database lacks ${named('pending').join(', ')}. Run "sluice migrate up", then start again.`;
    case 'current':
      return 'The database is up to date.';
  }
}

async function statusOf(db: DataSource | QueryRunner): Promise<MigrationStatus> {
  const [found] = (await db.query(`SELECT to_regclass('schema_migration_file') IS NOT NULL AS exists`)) as [
    { exists: boolean },
  ];
  const applied = found.exists
    ? ((await db.query('SELECT name, checksum, applied_at FROM schema_migration_file ORDER BY name')) as AppliedRow[])
    : [];
  return compareMigrations(readMigrationFiles(), applied);
}

function changedNames(before: MigrationStatus, after: MigrationStatus): string[] {
  const states = new Map(before.migrations.map(({ name, state }) => [name, state]));
  return after.migrations.filter(({ name, state }) => states.get(name) !== state).map(({ name }) => name);
}

async function withMigrationLock<T>(ds: DataSource, work: (runner: QueryRunner) => Promise<T>): Promise<T> {
  const runner = ds.createQueryRunner();
  await runner.connect();
  try {
    await runner.query('SELECT pg_advisory_lock($1)', [LOCK_KEY]);
    return await work(runner);
  } finally {
    await runner.query('SELECT pg_advisory_unlock($1)', [LOCK_KEY]);
    await runner.release();
  }
}
