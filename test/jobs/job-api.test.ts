import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { JobMetric } from '../../src/jobs/reports/job-metric.entity.js';
import { cutWhileReading } from '../support/database.js';
import { createTestHome, jobIn, type RunningWorker, startTestWorker, type TestHome } from '../support/job-worker.js';
import { type GatewayForTest, startGatewayForTest } from '../support/gateway.js';
import { type JobDatabase, startTestJob, TestJob } from '../support/jobs.js';
import { adminContext } from '../support/seed.js';

let gateway: GatewayForTest;
let jobs: JobDatabase;
let home: TestHome;
let worker: RunningWorker;

beforeAll(async () => {
  gateway = await startGatewayForTest({ entities: [TestJob] });
  const { actor } = await adminContext(gateway);
  jobs = { ds: gateway.db, projectId: actor.projectId, actorId: actor.id };
  home = await createTestHome(gateway.services.config.DATABASE_URL!, { JOB_CONCURRENCY: '2' });
  worker = await startTestWorker(jobs, home.config);
});
afterAll(async () => {
  await worker.stop();
  await home.remove();
  await gateway.close();
});

async function ask<T>(query: string, variables: Record<string, unknown>): Promise<T> {
  const { data, errors } = await gateway.ask(query, variables);
  expect(errors).toBeUndefined();
  return data as T;
}

/** All that a subscription sends until it completes. */
async function collect<T>(query: string, variables: Record<string, unknown>, most = Infinity): Promise<T[]> {
  const client = createClient({
    url: gateway.socketUrl,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${gateway.token}` },
  });
  const received: T[] = [];
  for await (const { data, errors } of client.iterate({ query, variables })) {
    expect(errors).toBeUndefined();
    received.push(Object.values(data!)[0] as T);
    if (received.length === most) break;
  }
  await client.dispose();
  return received;
}

const JOB_UPDATED = `subscription ($id: ID!, $after: Cursor) {
  jobUpdated(id: $id, after: $after) { cursor state fraction job { id state progress { done total unit } } }
}`;
interface Update {
  cursor: string;
  state: string;
  fraction: number | null;
  job: { state: string };
}

test('jobUpdated tells the present first, then all until the end, and goes on behind a cursor', async () => {
  const { id } = await startTestJob(jobs, { steps: 20 });
  const all = await collect<Update>(JOB_UPDATED, { id });
  expect(all.at(-1)).toMatchObject({ state: 'SUCCEEDED', fraction: 1, job: { id, state: 'SUCCEEDED' } });
  const fractions = all.slice(1).map(({ fraction }) => fraction ?? 0);
  expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
  expect(new Set(all.map(({ cursor }) => cursor)).size).toBe(all.length);
  const middle = Math.floor(all.length / 2);
  const rest = await collect<Update>(JOB_UPDATED, { id, after: all[middle]!.cursor });
  expect(rest.map(({ cursor }) => cursor)).toEqual(all.slice(middle + 1).map(({ cursor }) => cursor));
  expect(await collect(JOB_UPDATED, { id, after: all.at(-1)!.cursor })).toEqual([]);
});

test('streams of a job that has finished follow no events', async () => {
  const { id } = await startTestJob(jobs, { steps: 2 });
  const [first] = await collect<Update>(JOB_UPDATED, { id }, 1);
  await jobIn(jobs, id, 'SUCCEEDED');
  const follow = jest.spyOn(gateway.services.events, 'subscribe');
  await collect(JOB_UPDATED, { id });
  await collect(JOB_UPDATED, { id, after: first!.cursor });
  await collect('subscription ($id: ID!) { jobMetrics(id: $id) { cursor } }', { id });
  await collect('subscription ($id: ID!) { jobLog(id: $id) { cursor } }', { id });
  expect(follow).not.toHaveBeenCalled();
  follow.mockRestore();
});

test('between a query and the subscription from its cursor nothing is missed', async () => {
  const { id } = await startTestJob(jobs, { steps: 3 });
  const { job } = await ask<{ job: { state: string; eventCursor: string } }>(
    'query ($id: ID!) { job(id: $id) { state eventCursor } }',
    { id },
  );
  await jobIn(jobs, id, 'SUCCEEDED');
  const missed = await collect<Update>(JOB_UPDATED, { id, after: job.eventCursor });
  expect(missed.at(-1)).toMatchObject({ state: 'SUCCEEDED' });
});

test('a replay over an earlier failure goes on to the end of the second run', async () => {
  const trouble = { step: 1, kind: 'error', untilAttempt: 1 } as const;
  const { id } = await startTestJob(jobs, { steps: 20, trouble });
  const after = await gateway.services.events.latestCursor();
  await jobIn(jobs, id, 'FAILED');
  await ask(RETRY, { id, key: 'again' });
  const states = (await collect<Update>(JOB_UPDATED, { id, after })).map(({ state }) => state);
  expect(states).toContain('FAILED');
  expect(states.at(-1)).toBe('SUCCEEDED');
});

const RETRY = `mutation ($id: ID!, $key: String!) {
  retryJob(input: { id: $id, idempotencyKey: $key }) {
    ... on JobPayload { replayed job { id } } ... on UserError { message advice }
  }
}`;
const CANCEL = RETRY.replace('retryJob', 'cancelJob');

test('metrics and logs arrive live, each once, also across a cut', async () => {
  const { id } = await startTestJob(jobs, { steps: 20 });
  const query = `subscription ($id: ID!, $after: Cursor) {
    jobMetrics(id: $id, after: $after, names: ["loss"]) { cursor metrics { name step value attempt } }
  }`;
  interface Batch {
    cursor: string;
    metrics: { step: number; value: number }[];
  }
  const [first] = await collect<Batch>(query, { id }, 1);
  const rest = await collect<Batch>(query, { id, after: first!.cursor });
  const steps = [first!, ...rest].flatMap(({ metrics }) => metrics.map(({ step }) => step));
  expect(steps).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  expect(rest.length).toBeGreaterThan(1);
  const log = `subscription ($id: ID!, $level: LogLevel) { jobLog(id: $id, level: $level) { lines { level message } } }`;
  expect(await collect(log, { id, level: 'INFO' })).toEqual([
    { lines: [{ level: 'INFO', message: 'begins at step 0' }] },
  ]);
  expect(await collect(log, { id, level: 'WARN' })).toEqual([]);
});

test.each([
  ['jobMetrics', 'job_metric', 'metrics { step }', [1, 2, 3].map((step) => ({ step }))],
  ['jobLog', 'job_log', 'lines { message }', [{ message: 'begins at step 0' }]],
])('%s goes on when its connection to the database is cut while it reads', async (field, table, selected, rows) => {
  const { id } = await startTestJob(jobs, { steps: 3 });
  await jobIn(jobs, id, 'SUCCEEDED');
  const query = `subscription ($id: ID!) { ${field}(id: $id) { ${selected} } }`;
  const batches = await cutWhileReading(gateway.services.config.DATABASE_URL!, table, () =>
    collect<object>(query, { id }),
  );
  expect(batches.flatMap((batch) => Object.values(batch).flat() as unknown[])).toEqual(rows);
});

test('a job shows its attempts with their worker, its logs and its metrics; their cursors are those of the streams', async () => {
  const { id } = await startTestJob(jobs, { steps: 4 });
  await jobIn(jobs, id, 'SUCCEEDED');
  const { job } = await ask<{ job: { metrics: { pageInfo: { endCursor: string } } } }>(
    `query ($id: ID!) {
      job(id: $id, waitUpTo: "PT10S") {
        __typename id state startedBy { name } failure { code }
        progress { fraction done total unit timeLeft }
        attempts { number end worker { kind laneCount } }
        logs { edges { node { message } } }
        metrics(first: 2) { edges { node { step value } } pageInfo { endCursor hasNextPage } }
      }
    }`,
    { id },
  );
  expect(job).toMatchObject({
    __typename: 'TestJob',
    state: 'SUCCEEDED',
    progress: { fraction: 1, done: 4, total: 4, unit: 'steps', timeLeft: 'PT0S' },
    attempts: [{ number: 1, end: 'SUCCEEDED', worker: { kind: 'JOBS', laneCount: 2 } }],
    logs: { edges: [{ node: { message: 'begins at step 0' } }] },
    metrics: { edges: [{ node: { step: 1, value: 1 } }, { node: { step: 2, value: 0.5 } }] },
  });
  const rest = await collect<{ metrics: { step: number }[] }>(
    'subscription ($id: ID!, $after: Cursor) { jobMetrics(id: $id, after: $after) { metrics { step } } }',
    { id, after: job.metrics.pageInfo.endCursor },
  );
  expect(rest.flatMap(({ metrics }) => metrics)).toEqual([{ step: 3 }, { step: 4 }]);
});

test('a long curve is thinned to the points that show its shape', async () => {
  const { id } = await startTestJob(jobs, { steps: 1 });
  await jobIn(jobs, id, 'SUCCEEDED');
  const values = Array.from({ length: 10_000 }, (_, n) => (n === 5_432 ? 1_000 : Math.sin(n / 500)));
  const points = values.map((value, n) => ({
    jobId: id,
    attempt: 1,
    at: new Date(),
    name: 'wave',
    step: BigInt(n),
    value,
  }));
  for (let n = 0; n < points.length; n += 1_000) {
    await gateway.db.getRepository(JobMetric).insert(points.slice(n, n + 1_000));
  }
  const { job } = await ask<{ job: { metricSeries: Series[] } }>(
    `query ($id: ID!) {
      job(id: $id) { metricSeries(maxPoints: 100) { name thinned endCursor points { step value } } }
    }`,
    { id },
  );
  interface Series {
    name: string;
    thinned: boolean;
    endCursor: string;
    points: { step: number; value: number }[];
  }
  const [loss, wave] = job.metricSeries;
  expect(loss).toMatchObject({ name: 'loss', thinned: false, points: [{ step: 1, value: 1 }] });
  expect(wave).toMatchObject({ name: 'wave', thinned: true });
  const steps = wave!.points.map(({ step }) => step);
  expect(steps.length).toBeLessThanOrEqual(100);
  expect(steps.length).toBeGreaterThan(90);
  expect([steps[0], steps.at(-1)]).toEqual([0, 9_999]);
  expect(steps).toEqual([...steps].sort((a, b) => a - b));
  expect(wave!.points.find(({ step }) => step === 5_432)?.value).toBe(1_000);
  const behind = 'subscription ($id: ID!, $after: Cursor) { jobMetrics(id: $id, after: $after) { cursor } }';
  expect(await collect(behind, { id, after: wave!.endCursor })).toEqual([]);
});

test('cancelJob and retryJob answer with the job, replay a key, and refuse by name what cannot be', async () => {
  const { id } = await startTestJob(jobs, { steps: 1_000 });
  await jobIn(jobs, id, 'RUNNING');
  const runningJobs = await ask(`{ workers(kind: JOBS) { edges { node { runningJobs { id } } } } }`, {});
  expect(runningJobs).toEqual({ workers: { edges: [{ node: { runningJobs: [{ id }] } }] } });
  expect(await ask(RETRY, { id, key: 'a' })).toMatchObject({
    retryJob: { message: 'The job is RUNNING: only one that failed or was cancelled can be tried again.' },
  });
  expect(await ask(CANCEL, { id, key: 'b' })).toEqual({ cancelJob: { replayed: false, job: { id } } });
  expect(await ask(CANCEL, { id, key: 'b' })).toEqual({ cancelJob: { replayed: true, job: { id } } });
  await jobIn(jobs, id, 'CANCELLED');
  const done = await startTestJob(jobs, { steps: 1 });
  await jobIn(jobs, done.id, 'SUCCEEDED');
  expect(await ask(CANCEL, { id: done.id, key: 'c' })).toMatchObject({
    cancelJob: { advice: 'Use its result or its failure.' },
  });
});

test('jobs are found by kind of filter, and a job of another project is not there', async () => {
  const target = 'dataset_01h455vb4pex5vsknk084sn02q';
  const { id } = await startTestJob(jobs, { steps: 1 }, { targetId: target });
  await jobIn(jobs, id, 'SUCCEEDED');
  const find = (filter: object) =>
    ask<{ jobs: { totalCount: number; edges: { node: { id: string } }[] } }>(
      'query ($filter: JobFilter) { jobs(filter: $filter) { totalCount edges { node { id } } } }',
      { filter },
    );
  expect(await find({ target, state: ['SUCCEEDED'], startedBy: jobs.actorId })).toEqual({
    jobs: { totalCount: 1, edges: [{ node: { id } }] },
  });
  expect((await find({ target, state: ['FAILED'] })).jobs.edges).toEqual([]);
  expect((await find({ kind: ['TRAINING'] })).jobs.edges).toEqual([]);
  await gateway.db.query(`INSERT INTO project (id, name, created_at) VALUES ('project_other', 'other', now())`);
  await gateway.db.query(`UPDATE job SET project_id = 'project_other' WHERE id = $1`, [id]);
  expect(await ask('query ($id: ID!) { job(id: $id) { id } node(id: $id) { id } }', { id })).toEqual({
    job: null,
    node: null,
  });
});

test('a process that comes and goes is told of', async () => {
  const after = await gateway.services.events.latestCursor();
  const second = await startTestWorker(jobs, home.config);
  await second.stop();
  const events = await collect(
    'subscription ($after: Cursor) { workerUpdated(after: $after) { online worker { kind } } }',
    { after },
    2,
  );
  expect(events).toEqual([
    { online: true, worker: { kind: 'JOBS' } },
    { online: false, worker: { kind: 'JOBS' } },
  ]);
});
