import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateDatasetDocument, HealthDocument, JobMetricsDocument, SluiceClient } from '../../../src/client/index.js';
import { embeddedPostgresFolder } from '../../../src/storage/embedded-postgres.js';
import { freePort } from '../../../src/storage/postgres/postmaster.js';
import { eventually } from '../../support/eventually.js';
import {
  add,
  createEnvironment,
  createModel,
  datasetNames,
  finishedJob,
  followUpdates,
  registerAdder,
  release,
  startImport,
  startTraining,
} from '../../support/lifecycle.js';
import { isAlive, type RunningUp, startUp } from '../../support/up.js';
import { topicCsv, topicTexts } from '../../training/topics.js';

let home: string;
let env: Record<string, string>;
let up: RunningUp;
const clients: SluiceClient[] = [];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'sluice-tree-'));
  env = { PORT: String(await freePort()) };
  up = await startUp(home, env);
}, 120_000);
afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  up.signal('SIGTERM');
  await up.exited;
  await rm(embeddedPostgresFolder(home), { recursive: true, force: true });
  await rm(home, { recursive: true, force: true });
}, 120_000);

async function connect(): Promise<SluiceClient> {
  const client = new SluiceClient({ url: up.url, token: (await readFile(up.tokenFile, 'utf8')).trim() });
  clients.push(client);
  return client;
}

/** SIGKILL to every process at once, Postgres included. */
async function killTree(): Promise<void> {
  const workers = await up.workers();
  const pids = [up.pid, ...workers.map(({ pid }) => pid), ...(await up.postgres())];
  for (const pid of pids.filter(isAlive)) process.kill(pid, 'SIGKILL');
  await eventually('the end of every process', () => !pids.some(isAlive), 20_000);
}

test('after SIGKILL of the whole tree in the middle of a training and of writes, all goes on where it was', async () => {
  const before = await connect();
  await createModel(before, 'adder', 'TENSORS');
  await createEnvironment(before, 'production');
  await release(before, 'production', await registerAdder(before, 'adder', 10));
  await createModel(before, 'topic', 'CLASSIFICATION');
  await finishedJob(before, await startImport(before, 'topics', topicCsv(topicTexts(8_000, 0, 60))));
  const training = await startTraining(before, 'topic', 'topics@1');

  const started = { id: training.id, after: training.eventCursor };
  const following = followUpdates(before, started);
  const checkpointed = firstMetrics(before, training.id);
  const written: string[] = [];
  let answered = 0;
  const untilKilled = async (step: (n: number) => Promise<void>): Promise<void> => {
    try {
      for (let n = 0; ; n++) await step(n);
    } catch {
      // Nothing is promised of what was not answered.
    }
  };
  const writing = untilKilled(async (n) => {
    await before.request(CreateDatasetDocument, { input: { name: `written-${n}` } });
    written.push(`written-${n}`);
  });
  const predicting = untilKilled(async (n) => {
    expect(await add(before, 'production', 'adder', n)).toBe(n + 10);
    answered += 1;
  });
  await checkpointed;
  await eventually('some load', () => written.length > 10 && answered > 10);
  await killTree();
  await Promise.all([writing, predicting]);

  up = await startUp(home, env);
  const after = await connect();
  expect(await add(after, 'production', 'adder', 1)).toBe(11);
  expect(await datasetNames(after)).toEqual(expect.arrayContaining(written));
  expect(await finishedJob(after, training.id)).toMatchObject({
    state: 'SUCCEEDED',
    attempts: [{ end: 'WORKER_LOST' }, { end: 'SUCCEEDED', resumedFromCheckpoint: true }],
    modelVersion: { ref: 'topic@1' },
  });

  // The client that was cut off came back by itself, at the same address, and missed nothing.
  expect(await following).toEqual(await followUpdates(after, started));
  const { health } = await after.request(HealthDocument, { environment: 'production', model: 'adder' });
  expect(health?.requestCount).toBeGreaterThan(0);
}, 180_000);

/** Resolves with the first metrics of a training: a checkpoint is kept with them. */
async function firstMetrics(client: SluiceClient, id: string): Promise<void> {
  let passes = 0;
  for await (const { jobMetrics } of client.subscribe(JobMetricsDocument, { id })) {
    passes += jobMetrics.metrics.length;
    if (passes > 4) return;
  }
}
