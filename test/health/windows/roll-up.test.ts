import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { healthOf } from '../../../src/health/health-of.js';
import { HealthTotals } from '../../../src/health/totals/health-totals.js';
import type { HealthRoute } from '../../../src/health/windows/health-window.js';
import { insertSeconds } from '../../../src/health/windows/insert-windows.js';
import { pruneWindows } from '../../../src/health/windows/prune-windows.js';
import { readWindows } from '../../../src/health/windows/read-windows.js';
import type { HealthRetention } from '../../../src/health/windows/retention.js';
import { rollUp } from '../../../src/health/windows/roll-up.js';
import { DAY_MS, HOUR_MS, MINUTE_MS, WindowLevel } from '../../../src/health/windows/window-level.js';
import { ErrorCode } from '../../../src/lib/errors.js';
import { createDataSource } from '../../../src/storage/database.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { HOUR_START_MS, secondOf, someRoute } from './seconds.js';

const RETENTION: HealthRetention = { SECOND: HOUR_MS, MINUTE: DAY_MS, HOUR: 30 * DAY_MS };
const LATER = new Date(HOUR_START_MS + 3 * HOUR_MS + 10_000);

let database: TestDatabase;
let db: DataSource;
let route: HealthRoute;

beforeAll(async () => {
  database = await createTestDatabase();
  db = createDataSource({ url: database.url, poolSize: 8 });
  await db.initialize();
});
beforeEach(async () => {
  await db.query('TRUNCATE health_window, health_window_due');
  route = someRoute();
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

/** Two gateways store a second every 20 seconds for three hours: 3 × 180 + 1 failure at each. */
async function storeThreeHours(of = route): Promise<void> {
  for (const [number, writer] of ['gateway_a', 'gateway_b'].entries()) {
    const seconds = Array.from({ length: 3 * 180 }, (_, n) =>
      secondOf(of, HOUR_START_MS + n * 20_000, [{ latencyMs: 1 + ((n * 7 + number) % 100), labels: [`l${n % 3}`] }]),
    );
    seconds.push(secondOf(of, HOUR_START_MS + 10_000, [{ latencyMs: 1, error: ErrorCode.TIMEOUT }], ''));
    await insertSeconds(db, writer, seconds);
  }
}

const table = (): Promise<unknown[]> =>
  db.query(
    `SELECT * FROM health_window WHERE level <> 'SECOND' ORDER BY level, deployment_id, at, model_version_id, role`,
  );

async function figures(fromMs: number, toMs: number) {
  const summary = (await healthOf(db, [route.deploymentId], new Date(fromMs), new Date(toMs))).get(route.deploymentId)!;
  return { ...summary.totals.figures(), latency: [...summary.totals.latency.encode()] };
}

/** The same from seconds alone. */
async function figuresOfSeconds(fromMs: number, toMs: number) {
  const range = { deploymentIds: [route.deploymentId], fromMs, toMs, coarsest: WindowLevel.SECOND };
  const totals = new HealthTotals();
  for (const window of await readWindows(db, range)) totals.add(window, window.atMs + 1_000 === toMs);
  return { ...totals.figures(), latency: [...totals.latency.encode()] };
}

const levelsRead = async (fromMs: number, toMs: number): Promise<Record<string, number>> => {
  const range = { deploymentIds: [route.deploymentId], fromMs, toMs, coarsest: WindowLevel.HOUR };
  const levels = Map.groupBy(await readWindows(db, range), ({ level }) => level);
  return Object.fromEntries([...levels].map(([level, windows]) => [level, windows.length]));
};

test('minutes and hours say what their seconds say, whichever a range is read from', async () => {
  await storeThreeHours();
  const ranges = [
    [0, 3 * HOUR_MS],
    [17_000, 3 * HOUR_MS - 5_000],
    [59_000, 61_000],
    [30_000, HOUR_MS + 30_000],
    [MINUTE_MS, 2 * MINUTE_MS],
    [HOUR_MS, 2 * HOUR_MS],
    [5_000, 6_000],
  ].map(([from, to]) => [HOUR_START_MS + from!, HOUR_START_MS + to!] as const);
  const before = await Promise.all(ranges.map((range) => figuresOfSeconds(...range)));
  expect(before[0]).toMatchObject({ requestCount: 1_082, errorCount: 2 });
  expect(await Promise.all(ranges.map((range) => figures(...range)))).toEqual(before);
  expect(await rollUp(db, LATER)).toBe(180 + 3);
  expect(await Promise.all(ranges.map((range) => figures(...range)))).toEqual(before);
  expect(await levelsRead(HOUR_START_MS + 17_000, HOUR_START_MS + 2 * HOUR_MS + 90_000)).toEqual({
    SECOND: 8,
    MINUTE: 60,
    HOUR: 1,
  });
});

test('rolling up again, and from several processes at once, changes nothing', async () => {
  await storeThreeHours();
  const others = await Promise.all(
    [1, 2, 3].map(() => createDataSource({ url: database.url, poolSize: 2 }).initialize()),
  );
  await Promise.all([db, ...others].map((each) => rollUp(each, LATER)));
  await rollUp(db, LATER);
  const first = await table();
  expect(first).toHaveLength(180 + 3);
  expect(await rollUp(db, LATER)).toBe(0);
  await storeThreeHours();
  await Promise.all([db, ...others].map((each) => rollUp(each, LATER)));
  await rollUp(db, LATER);
  expect(await table()).toEqual(first);
  await Promise.all(others.map((each) => each.destroy()));
});

test('seconds that come late are counted at once, and are in their minute and hour after the next roll-up', async () => {
  await storeThreeHours();
  await rollUp(db, LATER);
  const late = secondOf(route, HOUR_START_MS + 65_000, [{ latencyMs: 2_000, count: 50 }]);
  await insertSeconds(db, 'gateway_late', [late]);
  const whole = [HOUR_START_MS, HOUR_START_MS + HOUR_MS] as const;
  const expected = { requestCount: 362 + 50, maxLatencyMs: 2_000 };
  expect(await figures(...whole)).toMatchObject(expected);
  expect(await levelsRead(...whole)).toEqual({ MINUTE: 59, SECOND: 7 });
  expect(await rollUp(db, LATER)).toBe(2);
  expect(await levelsRead(...whole)).toEqual({ HOUR: 1 });
  expect(await figures(...whole)).toMatchObject(expected);
});

test('a minute whose seconds are being stored while it is rolled up is made again with them', async () => {
  await storeThreeHours();
  const writer = db.createQueryRunner();
  await writer.startTransaction();
  const late = secondOf(route, HOUR_START_MS + 65_000, [{ latencyMs: 1, count: 50 }]);
  await insertSeconds({ query: writer.query.bind(writer) } as unknown as DataSource, 'gateway_a', [late]);
  await rollUp(db, LATER);
  await writer.commitTransaction();
  await writer.release();
  expect(await figures(HOUR_START_MS, HOUR_START_MS + HOUR_MS)).toMatchObject({ requestCount: 362 + 50 });
  await rollUp(db, LATER);
  expect(await levelsRead(HOUR_START_MS, HOUR_START_MS + HOUR_MS)).toEqual({ HOUR: 1 });
  expect(await figures(HOUR_START_MS, HOUR_START_MS + HOUR_MS)).toMatchObject({ requestCount: 362 + 50 });
});

test('reading while rolling up never counts anything twice or not at all', async () => {
  await storeThreeHours();
  const rolling = new AbortController();
  const done = rollUp(db, LATER).finally(() => {
    rolling.abort();
  });
  const seen = new Set<number>();
  while (!rolling.signal.aborted) seen.add((await figures(HOUR_START_MS, HOUR_START_MS + 3 * HOUR_MS)).requestCount);
  await done;
  expect([...seen]).toEqual([1_082]);
});

test('each level is pruned at its own age, and what lies behind the coarser one stays to be read', async () => {
  await storeThreeHours();
  await rollUp(db, LATER);
  const count = async (level: WindowLevel): Promise<number> => {
    const [row] = await db.query<[{ count: number }]>('SELECT count(*)::int FROM health_window WHERE level = $1', [
      level,
    ]);
    return row.count;
  };
  await pruneWindows(db, LATER, RETENTION);
  // An hour, and the slack of five minutes, less the ten seconds since the last one.
  expect(await count(WindowLevel.SECOND)).toBe((65 * 3 - 1) * 2);
  expect(await count(WindowLevel.MINUTE)).toBe(180);
  expect(await figures(HOUR_START_MS, HOUR_START_MS + 3 * HOUR_MS)).toMatchObject({ requestCount: 1_082 });
  await pruneWindows(db, new Date(LATER.getTime() + 2 * DAY_MS), RETENTION);
  expect([await count(WindowLevel.SECOND), await count(WindowLevel.MINUTE), await count(WindowLevel.HOUR)]).toEqual([
    0, 0, 3,
  ]);
  expect(await figures(HOUR_START_MS, HOUR_START_MS + 3 * HOUR_MS)).toMatchObject({ requestCount: 1_082 });
  await pruneWindows(db, new Date(LATER.getTime() + 40 * DAY_MS), RETENTION);
  expect(await count(WindowLevel.HOUR)).toBe(0);
});

test('seconds that no minute was made from yet are kept, however old', async () => {
  await storeThreeHours();
  expect(await pruneWindows(db, new Date(LATER.getTime() + 9 * DAY_MS), RETENTION)).toBe(0);
});

test('the number of statements does not depend on how many deployments are read, nor on the range', async () => {
  const deployments = Array.from({ length: 30 }, () => someRoute());
  await insertSeconds(
    db,
    'gateway_a',
    deployments.map((of) => secondOf(of, HOUR_START_MS, [{ latencyMs: 1 }])),
  );
  const statements: string[] = [];
  const counting = new Proxy(db, {
    get: (target, name) =>
      name === 'query'
        ? (sql: string, values: unknown[]) => {
            statements.push(sql);
            return target.query(sql, values);
          }
        : (Reflect.get(target, name) as unknown),
  });
  for (const [ids, to] of [
    [deployments.slice(0, 1), HOUR_START_MS + 1_000],
    [deployments, HOUR_START_MS + 20 * DAY_MS],
  ] as const) {
    statements.length = 0;
    const summaries = await healthOf(
      counting,
      ids.map(({ deploymentId }) => deploymentId),
      new Date(HOUR_START_MS),
      new Date(to),
    );
    expect([...summaries.values()].map(({ totals }) => totals.requestCount)).toEqual(ids.map(() => 1));
    expect(statements).toHaveLength(1);
  }
});
