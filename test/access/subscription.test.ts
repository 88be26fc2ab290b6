import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { RequestContext } from '../../src/access/context.js';
import { persistently } from '../../src/access/subscription.js';
import { type GatewayForTest, startGatewayForTest } from '../support/gateway.js';
import { adminContext } from '../support/seed.js';

let gateway: GatewayForTest;
let context: RequestContext;

beforeAll(async () => {
  gateway = await startGatewayForTest();
  context = await adminContext(gateway);
});
afterAll(() => gateway.close());

test('what was loaded while the connection was cut is loaded again', async () => {
  let loads = 0;
  const load = async ({ db }: RequestContext, keys: readonly string[]): Promise<string[]> => {
    loads += 1;
    if (loads === 1) await db.query('SELECT pg_terminate_backend(pg_backend_pid())');
    return keys.map((key) => `row ${key}`);
  };
  expect(await persistently(context, () => context.load(load, '1'))).toBe('row 1');
  expect(loads).toBe(2);
});

test('any other error is told at once', async () => {
  let reads = 0;
  const read = (): Promise<unknown> => {
    reads += 1;
    return context.db.query('SELECT 1 / 0');
  };
  await expect(persistently(context, read)).rejects.toThrow('division by zero');
  expect(reads).toBe(1);
});
