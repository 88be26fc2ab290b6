import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { healthOf } from '../../../src/health/health-of.js';
import { HealthRecorder } from '../../../src/health/windows/health-recorder.js';
import { createDataSource } from '../../../src/storage/database.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../../src/storage/embedded-postgres.js';
import { migrate } from '../../../src/storage/migrations.js';
import { eventually } from '../../support/eventually.js';
import { HOUR_START_MS, someRoute, TestClock } from './seconds.js';

let folder: string;
let server: EmbeddedPostgres;
let db: DataSource;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-test-'));
  await chmod(folder, 0o755);
  server = await startEmbeddedPostgres({ folder });
  db = createDataSource({ url: server.url, poolSize: 4 });
  await db.initialize();
  await migrate(db, 'up');
});
afterAll(async () => {
  await db.destroy();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

test('a crash and restart of Postgres under load loses no second, and counts none twice', async () => {
  const clock = new TestClock();
  const route = someRoute();
  const gateways = [new HealthRecorder({ db, clock }), new HealthRecorder({ db, clock })];
  const quarterSecond = async (): Promise<void> => {
    for (const gateway of gateways) gateway.observe({ ...route, latencyMs: 5, count: 10 });
    clock.nowMs += 250;
    await Promise.all(gateways.map((gateway) => gateway.flush()));
  };
  let rounds = 0;
  for (; rounds < 20; rounds++) await quarterSecond();
  const [postmaster] = (await readFile(join(folder, 'cluster', 'data', 'postmaster.pid'), 'utf8')).split('\n');
  process.kill(Number(postmaster), 'SIGKILL');
  const untilStored = async (wanted: boolean): Promise<boolean> => {
    await quarterSecond();
    rounds += 1;
    return gateways.every((gateway) => gateway.counts().pendingWindows === 0) === wanted;
  };
  await eventually('a second that cannot be stored', () => untilStored(false));
  await eventually('everything stored', () => untilStored(true));
  await Promise.all(gateways.map((gateway) => gateway.stop()));
  const end = new Date(clock.nowMs + 1_000);
  const { totals } = (await healthOf(db, [route.deploymentId], new Date(HOUR_START_MS), end)).get(route.deploymentId)!;
  expect(totals.requestCount).toBe(rounds * 20);
  for (const gateway of gateways) expect(gateway.counts()).toMatchObject({ droppedWindows: 0, answered: rounds * 10 });
});
