import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { CreateDatasetDocument, ReleaseUpdatedDocument, type SluiceClient } from '../../../src/client/index.js';
import { createTestDatabase, queryOnce, type TestDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { Installation, type RoleProcess } from '../../support/installation.js';
import {
  add,
  createEnvironment,
  createModel,
  datasetNames,
  finishedJob,
  followUpdates,
  registerAdder,
  startImport,
  startRelease,
  startTraining,
} from '../../support/lifecycle.js';
import { topicCsv, topicTexts } from '../../training/topics.js';

let database: TestDatabase;
let installation: Installation;
let gateways: [RoleProcess, RoleProcess];
let jobWorkers: [RoleProcess, RoleProcess];
let inferenceWorkers: [RoleProcess, RoleProcess];
let one: SluiceClient;
let other: SluiceClient;

beforeAll(async () => {
  database = await createTestDatabase('empty');
  installation = await Installation.create(database.url, 2);
  [gateways, jobWorkers, inferenceWorkers] = await Promise.all([
    Promise.all([installation.gateway(), installation.gateway()]),
    Promise.all([installation.jobWorker(), installation.jobWorker()]),
    Promise.all([installation.inferenceWorker(0), installation.inferenceWorker(1)]),
  ]);
  [one, other] = [installation.client(gateways[0]), installation.client(gateways[1])];
}, 120_000);
afterAll(async () => {
  await installation.close();
  await database.drop();
}, 120_000);

test('what is released through one gateway is followed and predicted with through the other', async () => {
  await createModel(one, 'adder', 'TENSORS');
  await createEnvironment(one, 'production');
  const version = await registerAdder(one, 'adder', 10, other);
  const id = await startRelease(one, 'production', version);
  const states: string[] = [];
  for await (const { releaseUpdated } of other.subscribe(ReleaseUpdatedDocument, { id }))
    states.push(releaseUpdated.state);
  expect(states.at(-1)).toBe('PROMOTED');
  expect(await add(other, 'production', 'adder', 5)).toBe(15);
  expect(await eventually('the route at the first', () => add(one, 'production', 'adder', 5).catch(() => null))).toBe(
    15,
  );
}, 120_000);

test('jobs are run by whichever worker is free, and followed through either gateway', async () => {
  await createModel(one, 'topic', 'CLASSIFICATION');
  const imported = await finishedJob(other, await startImport(one, 'topics', topicCsv(topicTexts(6_000, 0, 40))));
  expect(imported).toMatchObject({ state: 'SUCCEEDED', datasetVersion: { ref: 'topics@1', rowCount: 6_000 } });
  const jobs = await Promise.all([startTraining(one, 'topic', 'topics@1'), startTraining(other, 'topic', 'topics@1')]);
  const trained = await Promise.all([finishedJob(other, jobs[0].id), finishedJob(one, jobs[1].id)]);
  expect(trained).toMatchObject([{ state: 'SUCCEEDED' }, { state: 'SUCCEEDED' }]);
  const workers = await Promise.all(jobs.map(({ id }) => workerOf(id)));
  expect(new Set(workers)).toEqual(new Set(jobWorkers.map(({ pid }) => pid)));
}, 120_000);

test('kill -9 of a gateway, a job worker and an inference worker at once: work goes on, and no acknowledged write is missing', async () => {
  const training = await startTraining(one, 'topic', 'topics@1');
  const seen: string[] = [];
  const gone = new AbortController();
  const started = { id: training.id, after: training.eventCursor };
  const following = followUpdates(one, { ...started, signal: gone.signal }, seen).catch(() => undefined);
  await eventually('a checkpoint', () => hasCheckpoint(training.id), 60_000);

  const load = startLoad();
  try {
    await eventually('some load', () => load.answered > 20 && load.written.length > 20);
    const working = await workerOf(training.id);
    const killed = jobWorkers.find(({ pid }) => pid === working)!;
    await Promise.all([gateways[0].kill(), killed.kill(), inferenceWorkers[0].kill()]);
    gone.abort();
    await following;
    // Who was cut off goes on through the other gateway, behind the last cursor.
    await followUpdates(other, { ...started, after: seen.at(-1) ?? started.after }, seen);
  } finally {
    await load.stop();
  }

  const job = await finishedJob(other, training.id);
  expect(job).toMatchObject({
    state: 'SUCCEEDED',
    attempts: [{ end: 'WORKER_LOST' }, { end: 'SUCCEEDED', resumedFromCheckpoint: true }],
  });
  expect(seen).toEqual(await followUpdates(other, started));
  expect(load.failures).toEqual([]);
  expect(await datasetNames(other)).toEqual(expect.arrayContaining(load.written));
}, 120_000);

test('a gateway that is asked to stop is not ready first, answers what it was asked, closes sockets with 1001 and is gone', async () => {
  const gateway = await installation.gateway({ DRAIN_DELAY_MS: '1000' });
  const client = installation.client(gateway);
  const socket = createClient({
    url: gateway.url.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${installation.adminToken}` },
    retryAttempts: 0,
  });
  const closed = new Promise((resolve) => socket.on('closed', resolve));
  const health = socket.iterate({
    query: 'subscription { modelHealth(environment: "production", model: "adder") { cursor } }',
  });
  await health.next();
  let isReady = true;
  const asking = async (): Promise<void> => {
    while (isReady) expect(await add(client, 'production', 'adder', 1)).toBe(11);
  };
  const asked = Promise.all([asking(), asking()]);
  const stoppedAt = Date.now();
  const exit = gateway.stop();
  await eventually('the probe that says no', async () => {
    isReady = (await fetch(new URL('/readyz', gateway.url))).status === 200;
    return !isReady;
  });
  await asked;
  expect(await closed).toMatchObject({ code: 1001 });
  expect(await exit).toBe(0);
  expect(Date.now() - stoppedAt).toBeLessThan(10_000);
}, 120_000);

test('what was killed is started again and takes part again', async () => {
  const gateway = await installation.gateway();
  const worker = await installation.inferenceWorker(0);
  await inferenceWorkers[1].kill();
  const client = installation.client(gateway);
  expect(await eventually('an answer', () => add(client, 'production', 'adder', 1).catch(() => null))).toBe(11);
  expect(await worker.stop()).toBe(0);
  expect(await gateway.stop()).toBe(0);
}, 120_000);

/** The process id of the worker that has the job's newest attempt. */
async function workerOf(jobId: string): Promise<number> {
  const [row] = await queryOnce<{ process_id: number }>(
    database.url,
    `SELECT worker.process_id FROM job_attempt JOIN worker ON worker.id = job_attempt.worker_id
     WHERE job_id = $1 ORDER BY number DESC LIMIT 1`,
    [jobId],
  );
  return row!.process_id;
}

async function hasCheckpoint(jobId: string): Promise<boolean> {
  const rows = await queryOnce(database.url, 'SELECT FROM job WHERE id = $1 AND checkpoint_digest IS NOT NULL', [
    jobId,
  ]);
  return rows.length > 0;
}

/** Predictions through the gateway that stays, and writes through both, until it is stopped. */
function startLoad() {
  const load = { answered: 0, failures: [] as unknown[], written: [] as string[], stop: () => Promise.resolve() };
  let ending = false;
  const predicting = async (): Promise<void> => {
    for (let n = 0; !ending; n++) {
      try {
        if ((await add(other, 'production', 'adder', n)) === n + 10) load.answered += 1;
        else load.failures.push(`a wrong answer for ${n}`);
      } catch (error) {
        load.failures.push(error);
      }
    }
  };
  const writing = async (client: SluiceClient, prefix: string): Promise<void> => {
    for (let n = 0; !ending; n++) {
      const name = `${prefix}-${n}`;
      try {
        await client.request(CreateDatasetDocument, { input: { name } });
        load.written.push(name);
      } catch (error) {
        // Nothing is promised of a write whose gateway died before it answered.
        if (client === one) return;
        load.failures.push(error);
      }
    }
  };
  const work = Promise.all([predicting(), predicting(), writing(one, 'one'), writing(other, 'other')]);
  load.stop = async () => {
    ending = true;
    await work;
  };
  return load;
}
