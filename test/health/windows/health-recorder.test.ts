import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { type HealthSummary, healthOf } from '../../../src/health/health-of.js';
import { HealthRecorder } from '../../../src/health/windows/health-recorder.js';
import type { HealthRoute } from '../../../src/health/windows/health-window.js';
import { MAX_PENDING_MS } from '../../../src/health/windows/pending-windows.js';
import { ErrorCode } from '../../../src/lib/errors.js';
import { whenConnected } from '../../../src/storage/connection-errors.js';
import { createDataSource } from '../../../src/storage/database.js';
import { createTestDatabase, queryOnce, type TestDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { HOUR_START_MS, someRoute, TestClock } from './seconds.js';

const POOL_SIZE = 4;

let database: TestDatabase;
let db: DataSource;
let clock: TestClock;
let route: HealthRoute;

beforeAll(async () => {
  database = await createTestDatabase();
  db = createDataSource({ url: database.url, poolSize: POOL_SIZE });
  await db.initialize();
});
beforeEach(() => {
  clock = new TestClock();
  route = someRoute();
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const recorder = (): HealthRecorder => new HealthRecorder({ db, clock });

async function read(seconds = 60, { deploymentId } = route): Promise<HealthSummary> {
  const end = new Date(HOUR_START_MS + seconds * 1_000);
  return (await healthOf(db, [deploymentId], new Date(HOUR_START_MS), end)).get(deploymentId)!;
}

test('what is observed is read back: counts, errors by code, labels and latencies', async () => {
  const gateway = recorder();
  for (let n = 1; n <= 100; n++)
    gateway.observe({ ...route, lane: 'w/0', latencyMs: n, labels: [n % 4 ? 'ham' : 'spam'] });
  gateway.observe({ ...route, lane: 'w/0', latencyMs: 900, error: ErrorCode.TIMEOUT, count: 3 });
  gateway.observe({ ...route, latencyMs: 1, error: ErrorCode.INVALID_INPUT });
  clock.nowMs += 1_000;
  await gateway.flush();
  const { totals } = await read();
  expect(totals).toMatchObject({ requestCount: 104, errorCount: 3, maxLatencyMs: 100 });
  expect(totals.errorRate()).toBeCloseTo(3 / 104);
  expect(Object.fromEntries(totals.errors)).toEqual({ TIMEOUT: 3, INVALID_INPUT: 1 });
  expect(totals.topLabels()).toEqual({
    named: [
      ['ham', 75],
      ['spam', 25],
    ],
    otherCount: 0,
  });
  expect(totals.quantile(0.5) / 50).toBeCloseTo(1, 1);
  expect(gateway.counts()).toMatchObject({ answered: 100, failed: 4, pendingWindows: 0 });
});

test('the figures of two gateways add up, by version and in all', async () => {
  const canary = someRoute({ deploymentId: route.deploymentId, role: 'CANDIDATE' });
  const gateways = [recorder(), recorder()];
  gateways.forEach((gateway, number) => {
    gateway.observe({ ...route, lane: 'w/0', latencyMs: 10 * (number + 1), labels: ['ham'] });
    gateway.observe({ ...canary, lane: 'w/1', latencyMs: 100, labels: ['spam'] });
  });
  clock.nowMs += 1_000;
  await Promise.all(gateways.map((gateway) => gateway.flush()));
  const { totals, versions } = await read();
  expect(totals).toMatchObject({ requestCount: 4, maxLatencyMs: 100 });
  const counts = Object.fromEntries(
    versions.map(({ modelVersionId, totals: part }) => [modelVersionId, part.requestCount]),
  );
  expect(counts).toEqual({ [route.modelVersionId]: 2, [canary.modelVersionId]: 2 });
});

test('a shadow is seen by version only: nobody waits for its answers', async () => {
  const shadow = someRoute({ deploymentId: route.deploymentId, role: 'SHADOW' });
  const gateway = recorder();
  gateway.observe({ ...route, latencyMs: 1 });
  gateway.observe({ ...shadow, latencyMs: 1, error: ErrorCode.TIMEOUT });
  await gateway.stop();
  const { totals, versions } = await read();
  expect(totals).toMatchObject({ requestCount: 1, errorCount: 0 });
  expect(versions).toHaveLength(2);
});

test('what waits for its answer at the end of a window is its queue, over gateways; also when nothing is answered', async () => {
  const gateways = [recorder(), recorder()];
  for (const gateway of gateways) gateway.arrived(route, 8);
  gateways[0]!.departed(route, 3);
  clock.nowMs += 1_000;
  await Promise.all(gateways.map((gateway) => gateway.flush()));
  for (const gateway of gateways) gateway.departed(route, gateway === gateways[0] ? 5 : 8);
  clock.nowMs += 1_000;
  await Promise.all(gateways.map((gateway) => gateway.flush()));
  expect((await read(1)).totals).toMatchObject({ requestCount: 0, queueLength: 13 });
  expect((await read(2)).totals.queueLength).toBe(0);
});

test('a window names a bounded number of labels and counts the rest', async () => {
  const gateway = recorder();
  for (let n = 0; n < 200; n++) gateway.observe({ ...route, latencyMs: 1, labels: [`label ${n}`] });
  await gateway.stop();
  const { named, otherCount } = (await read()).totals.topLabels();
  expect([named.length, otherCount]).toEqual([64, 136]);
});

test('labels that JSON in Postgres cannot hold harm nothing', async () => {
  const gateway = recorder();
  for (const label of ['a\0b', '\ud800', '__proto__', '"\\'])
    gateway.observe({ ...route, latencyMs: 1, labels: [label] });
  await gateway.stop();
  expect((await read()).totals.topLabels().named).toHaveLength(4);
  expect(gateway.counts().droppedWindows).toBe(0);
});

test('a recorder that was started stores each second after it ended, in one statement', async () => {
  const now = { now: () => new Date() };
  const gateway = new HealthRecorder({ db, clock: now });
  const statements = jest.spyOn(db, 'query');
  gateway.start();
  for (let n = 0; n < 20; n++) gateway.observe({ ...someRoute(), latencyMs: 1 });
  const inserted = await eventually(
    'an insert',
    () => statements.mock.calls.length > 0 && statements.mock.calls.length,
  );
  expect(inserted).toBe(1);
  statements.mockRestore();
  await eventually('the windows', () => gateway.counts().pendingWindows === 0);
  await gateway.stop();
});

test('a clock that is set back loses nothing', async () => {
  const gateway = recorder();
  clock.nowMs += 5_000;
  gateway.observe({ ...route, latencyMs: 1 });
  clock.nowMs -= 4_000;
  gateway.observe({ ...route, latencyMs: 1 });
  await gateway.stop();
  expect((await read()).totals.requestCount).toBe(2);
});

test('while Postgres is away nothing fails and nothing is lost: seconds are stored when it is back, each once', async () => {
  const gateway = recorder();
  const away = jest.spyOn(db, 'query').mockRejectedValue(new Error('the connection was cut'));
  for (let second = 0; second < 5; second++) {
    gateway.observe({ ...route, latencyMs: 1, count: 10 });
    clock.nowMs += 1_000;
    await gateway.flush();
  }
  expect(gateway.counts()).toMatchObject({ pendingWindows: 5, droppedWindows: 0 });
  away.mockRestore();
  await gateway.flush();
  expect((await read()).totals.requestCount).toBe(50);
});

test('a flush whose success was hidden by a cut connection counts once', async () => {
  const gateway = recorder();
  gateway.observe({ ...route, latencyMs: 1, count: 7 });
  clock.nowMs += 1_000;
  const query = db.query.bind(db);
  const cut = jest.spyOn(db, 'query').mockImplementationOnce(async (...args: Parameters<typeof query>) => {
    await query(...args);
    throw new Error('the connection was cut');
  });
  await gateway.flush();
  expect(gateway.counts().pendingWindows).toBe(1);
  await gateway.flush();
  cut.mockRestore();
  expect(gateway.counts()).toMatchObject({ pendingWindows: 0, droppedWindows: 0 });
  expect((await read()).totals.requestCount).toBe(7);
});

test('sessions that Postgres ends, as in a restart, cost no second', async () => {
  const gateway = recorder();
  for (let second = 0; second < 10; second++) {
    gateway.observe({ ...route, latencyMs: 1, count: 10 });
    clock.nowMs += 1_000;
    const flushed = gateway.flush();
    await queryOnce(
      database.url,
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    await flushed;
  }
  await eventually('everything stored', async () => {
    await gateway.flush();
    return gateway.counts().pendingWindows === 0;
  });
  expect(gateway.counts().droppedWindows).toBe(0);
  // Connections of the pool may be dead without having noticed: each is used once, so that the next test finds none.
  const read100 = () => whenConnected(() => read(), 10_000);
  const summaries = await Promise.all(Array.from({ length: POOL_SIZE }, read100));
  expect(summaries.map(({ totals }) => totals.requestCount)).toEqual(Array(POOL_SIZE).fill(100));
});

test('a database that stays away for longer than windows wait costs the oldest of them, and they are counted', async () => {
  const gateway = recorder();
  gateway.observe({ ...route, latencyMs: 1, count: 5 });
  clock.nowMs += MAX_PENDING_MS + 2_000;
  gateway.observe({ ...route, latencyMs: 1, count: 2 });
  clock.nowMs += 1_000;
  await gateway.flush();
  expect(gateway.counts()).toMatchObject({ droppedWindows: 1, droppedPredictions: 5, pendingWindows: 0 });
  const end = new Date(clock.nowMs);
  const { totals } = (await healthOf(db, [route.deploymentId], new Date(HOUR_START_MS), end)).get(route.deploymentId)!;
  expect(totals.requestCount).toBe(2);
});

test('a window that Postgres will never take is given up; the next ones are stored', async () => {
  const gateway = recorder();
  gateway.observe({ ...route, modelVersionId: 'nul\0', latencyMs: 1 });
  clock.nowMs += 1_000;
  await gateway.flush();
  gateway.observe({ ...route, latencyMs: 1 });
  clock.nowMs += 1_000;
  await gateway.flush();
  expect(gateway.counts()).toMatchObject({ droppedWindows: 1, pendingWindows: 0 });
  expect((await read()).totals.requestCount).toBe(1);
});
