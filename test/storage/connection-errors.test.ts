import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { setTimeout as delay } from 'node:timers/promises';
import { isConnectionError, whenConnected } from '../../src/storage/connection-errors.js';
import { createDataSource } from '../../src/storage/database.js';
import { createTestDatabase, queryOnce, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let ds: DataSource;

beforeAll(async () => {
  database = await createTestDatabase('empty');
  ds = await createDataSource({ url: database.url, poolSize: 2 }).initialize();
  await ds.query('CREATE TABLE written (n integer)');
});
afterAll(async () => {
  await ds.destroy();
  await database.drop();
});

async function cutAll(): Promise<void> {
  await queryOnce(
    database.url,
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
}

test.each([
  ['at once after the cut', () => Promise.resolve()],
  ['when the cut has been noticed', () => delay(50)],
])('a transaction that is cut in the middle and goes on %s is run again, and counts once', async (_, pause) => {
  for (const cutBefore of ['insert', 'read', 'commit']) {
    await ds.query('TRUNCATE written');
    let runs = 0;
    const cut = async (place: string): Promise<void> => {
      if (runs > 1 || place !== cutBefore) return;
      await cutAll();
      await pause();
    };
    const run = () =>
      ds.transaction(async (tx) => {
        runs += 1;
        await cut('insert');
        await tx.query('INSERT INTO written VALUES ($1)', [runs]);
        await cut('read');
        await tx.query('SELECT 1');
        await cut('commit');
      });
    await whenConnected(run, 10_000);
    expect(await ds.query('SELECT n FROM written')).toEqual([{ n: 2 }]);
  }
});

test('an error of the work itself is not tried again', async () => {
  let runs = 0;
  const run = () => {
    runs += 1;
    return ds.query('SELECT nothing FROM nowhere');
  };
  await expect(whenConnected(run, 10_000)).rejects.toThrow('nowhere');
  expect(runs).toBe(1);
});

test('patience ends: the error of the connection comes through', async () => {
  const url = new URL(database.url);
  url.port = '1';
  const unreachable = createDataSource({ url: url.href, poolSize: 1 });
  await expect(whenConnected(() => unreachable.initialize(), 200)).rejects.toThrow('ECONNREFUSED');
});

test.each([
  ['no connection is left to give', { code: '53300' }, true],
  ['the server starts', { code: '57P03' }, true],
  ['its machine is not there', { code: 'EHOSTUNREACH' }, true],
  ['its Unix socket is not there', { code: 'ENOENT', syscall: 'connect' }, true],
  ['a file is not there', { code: 'ENOENT', syscall: 'open' }, false],
  ['a table is not there', { code: '42P01' }, false],
])('whether the same may succeed later: %s', (_, fields, expected) => {
  expect(isConnectionError(Object.assign(new Error('failed'), fields))).toBe(expected);
});
