import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { eventually } from './eventually.js';

/** Sessions that go on for longer are ended by the removal. */
const LAST_SESSION_MS = 1_000;

export interface TestDatabase {
  url: string;
  /** Ends all its sessions and removes it. */
  drop(): Promise<void>;
}

/** A database of its own for a test file, with all migrations applied; `empty` has none. */
export async function createTestDatabase(template: 'migrated' | 'empty' = 'migrated'): Promise<TestDatabase> {
  const source = template === 'migrated' ? 'sluice' : 'template0';
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer((client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${source} STRATEGY wal_log`));
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () =>
      onServer(async (client) => {
        await sessionsEnded(client, name).catch(() => undefined);
        await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      }),
  };
}

/** Sessions that are just being ended would be told of the removal when nobody listens to them any more. */
function sessionsEnded(client: pg.Client, database: string): Promise<unknown> {
  const none = 'SELECT FROM pg_stat_activity WHERE datname = $1 HAVING count(*) = 0';
  return eventually(
    `the sessions of ${database} have ended`,
    async () => (await client.query(none, [database])).rowCount,
    LAST_SESSION_MS,
  );
}

/** Runs one statement with a connection of its own, outside any data source under test. */
export async function queryOnce<Row extends object>(url: string, sql: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  // Who ends all sessions may be ended by the next one that does; the statement then fails, and that is all.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

async function onServer(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const url = new URL(serverUrl());
  url.pathname = '/postgres';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function serverUrl(): string {
  const url = process.env.TEST_DATABASE_URL;
  if (!url) throw new Error('Tests get their Postgres from test/support/global-setup.mjs: run them with jest.');
  return url;
}

/** Does `work`, cuts off the connection that reads `table` for it, and lets it read on by another. */
export async function cutWhileReading<T>(url: string, table: string, work: () => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
    const result = work();
    // A failure is told by who waits for the result, when the reading has been cut.
    result.catch(() => undefined);
    const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock' AND query ~ $1`;
    await eventually(`${table} is read`, async () => (await queryOnce(url, cut, [`FROM "?${table}"?`])).length > 0);
    await client.query('COMMIT');
    return await result;
  } finally {
    await client.end();
  }
}
