import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { RequestContext } from '../../src/access/context.js';
import { freshly, persistently } from '../../src/access/subscription.js';
import { createDataSource } from '../../src/storage/database.js';
import { type GatewayForTest, startGatewayForTest } from '../support/gateway.js';
import { adminContext } from '../support/seed.js';

const CUT = 'SELECT pg_terminate_backend(pg_backend_pid())';

let gateway: GatewayForTest;
/** Apart from the gateway's: it may hand out a connection that was cut a moment ago. */
let db: DataSource;

beforeAll(async () => {
  gateway = await startGatewayForTest();
  db = await createDataSource({ url: gateway.services.config.DATABASE_URL!, poolSize: 2 }).initialize();
});
afterAll(async () => {
  await db.destroy();
  await gateway.close();
});

async function contextWith(signal?: AbortSignal): Promise<RequestContext> {
  const { actor } = await adminContext(gateway);
  return new RequestContext({ ...gateway.services, db }, actor, 'test', signal);
}

test('any other error than a lost connection is told at once', async () => {
  let reads = 0;
  const read = (): Promise<unknown> => {
    reads += 1;
    return db.query('SELECT 1 / 0');
  };
  await expect(persistently(await contextWith(), read)).rejects.toThrow('division by zero');
  expect(reads).toBe(1);
});

test('a client that has left is told of no error, and nothing is read again for it', async () => {
  const leaving = new AbortController();
  const context = await contextWith(leaving.signal);
  let reads = 0;
  const read = (): Promise<unknown> => {
    reads += 1;
    leaving.abort();
    return db.query(CUT);
  };
  async function* events() {
    yield 'first';
    yield await persistently(context, read);
  }
  const seen: unknown[] = [];
  for await (const event of freshly(context, events())) seen.push(event);
  expect([seen, reads]).toEqual([['first'], 1]);
});

test('what was loaded while the connection was cut is loaded again', async () => {
  const context = await contextWith();
  let isCut = false;
  const load = async (_: RequestContext, keys: readonly string[]): Promise<string[]> => {
    const sql = isCut ? 'SELECT 1' : CUT;
    isCut = true;
    await db.query(sql);
    return keys.map((key) => `row ${key}`);
  };
  expect(await persistently(context, () => context.load(load, '1'))).toBe('row 1');
});
