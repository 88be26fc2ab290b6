import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cancelJob } from '../../../src/jobs/cancel-job.js';
import { JobAttempt } from '../../../src/jobs/attempts/job-attempt.entity.js';
import { LogLine } from '../../../src/jobs/reports/job-log.entity.js';
import { JobMetric } from '../../../src/jobs/reports/job-metric.entity.js';
import { retryJob } from '../../../src/jobs/retry-job.js';
import { RunningJob } from '../../../src/jobs/worker/running-job.js';
import { openBlobStore } from '../../../src/storage/blobs/open-blob-store.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { createTestHome, jobIn, type RunningWorker, startTestWorker, type TestHome } from '../../support/job-worker.js';
import { type JobDatabase, openJobDatabase, startTestJob, type TestJob } from '../../support/jobs.js';

const [NODE_MAJOR = 0, NODE_MINOR = 0] = process.versions.node.split('.').map(Number);
const keepsCompiled = NODE_MAJOR > 22 || (NODE_MAJOR === 22 && NODE_MINOR >= 1);

let database: TestDatabase;
let jobs: JobDatabase;
let home: TestHome;
let running: RunningWorker;

beforeAll(async () => {
  // Processes of jobs keep what they compile in SLUICE_HOME, as where nothing names another place.
  delete process.env.NODE_COMPILE_CACHE;
  database = await createTestDatabase();
  jobs = await openJobDatabase(database.url);
  home = await createTestHome(database.url, { JOB_CONCURRENCY: '2' });
  await mkdir(join(home.config.home, 'compiled', 'v20.1.0-x64-0'), { recursive: true });
  running = await startTestWorker(jobs, home.config);
});
afterAll(async () => {
  await running.stop();
  await jobs.ds.destroy();
  await database.drop();
  await home.remove();
});

const attemptsOf = ({ id }: TestJob) =>
  jobs.ds.getRepository(JobAttempt).find({ where: { jobId: id }, order: { number: 'ASC' } });
const endsOf = async (job: TestJob) => (await attemptsOf(job)).map(({ end }) => end);
const linesOf = async ({ id }: TestJob) =>
  (await jobs.ds.getRepository(LogLine).find({ where: { jobId: id }, order: { id: 'ASC' } })).map(
    (line) => line.message,
  );
const progressing = (job: TestJob) =>
  eventually('progress', async () => {
    const { progress } = await jobIn(jobs, job.id, 'RUNNING');
    return progress.done > 0 && progress;
  });

test('a job runs in a process of its own and leaves result, progress, metrics, logs and events', async () => {
  const after = await running.events.latestCursor();
  const job = await startTestJob(jobs, { steps: 8 });
  const done = await jobIn(jobs, job.id, 'SUCCEEDED');
  expect(done).toMatchObject({
    resultId: 'result_of_attempt_1',
    attempt: 1,
    progress: { done: 8, total: 8, unit: 'steps', timeLeftMs: 0 },
    failure: null,
  });
  expect(await attemptsOf(job)).toMatchObject([{ number: 1, end: 'SUCCEEDED', resumedFromCheckpoint: false }]);
  expect(await linesOf(job)).toEqual(['begins at step 0']);
  const metrics = await jobs.ds.getRepository(JobMetric).find({ where: { jobId: job.id }, order: { id: 'ASC' } });
  expect(metrics.map(({ name, step, value }) => [name, step, value])).toEqual(
    Array.from({ length: 8 }, (_, n) => ['loss', BigInt(n + 1), 1 / (n + 1)]),
  );
  const events = await eventually('the last event', async () => {
    const stored = await running.events.read({ after, subjectId: job.id, limit: 100 });
    return stored.at(-1)?.type === 'jobSucceeded' && stored;
  });
  const types = events.map(({ type }) => type);
  expect(types.slice(0, 2)).toEqual(['jobQueued', 'jobStarted']);
  expect(types.filter((type) => type === 'jobReported').length).toBeLessThan(8);
  await eventually('an empty queue', async () => {
    const left = await jobs.ds.query<unknown[]>(`SELECT FROM pgboss.job WHERE state <> 'completed'`);
    return left.length === 0;
  });
});

(keepsCompiled ? test : test.skip)(
  'the process of a job leaves what it compiled to the next, and where there is no place for that, jobs run all the same',
  async () => {
    const compiled = join(home.config.home, 'compiled');
    await jobIn(jobs, (await startTestJob(jobs, { steps: 1 })).id, 'SUCCEEDED');
    await eventually('what it compiled', async () => (await readdir(compiled, { recursive: true })).length > 100);
    // What another version of Node had left went when the worker started.
    expect((await readdir(compiled)).filter((name) => !name.startsWith(process.version))).toEqual([]);

    await rm(compiled, { recursive: true });
    await writeFile(compiled, 'no folder');
    await jobIn(jobs, (await startTestJob(jobs, { steps: 1 })).id, 'SUCCEEDED');
    await rm(compiled);
  },
);

test('a handler that meets a known error fails with its sentence; an unknown one is shown by an id only', async () => {
  const [known, unknown] = [
    await startTestJob(jobs, { steps: 1, trouble: { step: 1, kind: 'domainError' } }),
    await startTestJob(jobs, { steps: 1, trouble: { step: 1, kind: 'error' } }),
  ];
  const { failure } = await jobIn(jobs, known.id, 'FAILED');
  expect(failure).toEqual({
    code: 'INVALID_INPUT',
    message: 'The test data are wrong.',
    advice: 'Correct the input and start a new job.',
    retryable: false,
  });
  const { failure: hidden } = await jobIn(jobs, unknown.id, 'FAILED');
  expect(hidden).toMatchObject({ code: 'INTERNAL', retryable: true });
  expect(hidden!.message).toMatch(/error_\w+/);
  expect(JSON.stringify(hidden)).not.toContain('secret');
  expect(await endsOf(unknown)).toEqual(['FAILED']);
});

test('a job whose process is killed is tried again and resumes from its checkpoint', async () => {
  const trouble = { step: 5, kind: 'kill', untilAttempt: 1 } as const;
  const job = await startTestJob(jobs, { steps: 8, checkpointEvery: 2, trouble });
  expect(await jobIn(jobs, job.id, 'SUCCEEDED')).toMatchObject({
    attempt: 2,
    resultId: 'result_of_attempt_2',
    checkpointDigest: null,
  });
  expect(await attemptsOf(job)).toMatchObject([
    { end: 'WORKER_LOST', resumedFromCheckpoint: false },
    { end: 'SUCCEEDED', resumedFromCheckpoint: true },
  ]);
  expect(await linesOf(job)).toEqual(['begins at step 0', 'begins at step 4']);
  const losses = await jobs.ds.getRepository(JobMetric).find({ where: { jobId: job.id }, order: { id: 'ASC' } });
  expect(losses.map(({ step, attempt }) => [Number(step), attempt])).toEqual([
    ...[1, 2, 3, 4].map((step) => [step, 1]),
    ...[5, 6, 7, 8].map((step) => [step, 2]),
  ]);
  const blobs = await openBlobStore(home.config);
  expect((await blobs.list()[Symbol.asyncIterator]().next()).done).toBe(true);
});

test('a job that kills its process each time fails after three attempts, and retryJob tries it again', async () => {
  const trouble = { step: 1, kind: 'exit', untilAttempt: 3 } as const;
  const job = await startTestJob(jobs, { steps: 1, trouble });
  const { failure } = await jobIn(jobs, job.id, 'FAILED', 30_000);
  expect(failure).toMatchObject({ code: 'WORKER_LOST', retryable: true });
  expect(failure!.message).toContain('exited with 3');
  expect(await endsOf(job)).toEqual(['WORKER_LOST', 'WORKER_LOST', 'WORKER_LOST']);
  await jobs.ds.transaction((tx) => retryJob(tx, jobs.projectId, job.id));
  expect(await jobIn(jobs, job.id, 'SUCCEEDED')).toMatchObject({ attempt: 4, failure: null });
}, 120_000);

test.each([
  ['cooperates', undefined],
  ['blocks its process', { step: 12, kind: 'block' } as const],
])('a running job that %s is cancelled within two seconds', async (_, trouble) => {
  const job = await startTestJob(jobs, { steps: 1_000, checkpointEvery: 1, trouble });
  await progressing(job);
  const askedAt = Date.now();
  await jobs.ds.transaction((tx) => cancelJob(tx, jobs.projectId, job.id, new Date()));
  const cancelled = await jobIn(jobs, job.id, 'CANCELLED');
  expect(Date.now() - askedAt).toBeLessThan(2_000);
  expect(cancelled.finishedAt).not.toBeNull();
  expect(await endsOf(job)).toEqual(['CANCELLED']);
});

test('a waiting job is cancelled at once and never starts', async () => {
  const busy = await Promise.all([startTestJob(jobs, { steps: 1_000 }), startTestJob(jobs, { steps: 1_000 })]);
  for (const job of busy) await jobIn(jobs, job.id, 'RUNNING');
  const waiting = await startTestJob(jobs, { steps: 1 });
  await jobs.ds.transaction((tx) => cancelJob(tx, jobs.projectId, waiting.id, new Date()));
  expect(await jobIn(jobs, waiting.id, 'CANCELLED')).toMatchObject({ attempt: 0 });
  for (const { id } of busy) await jobs.ds.transaction((tx) => cancelJob(tx, jobs.projectId, id, new Date()));
  for (const { id } of busy) await jobIn(jobs, id, 'CANCELLED');
  const next = await startTestJob(jobs, { steps: 1 });
  await jobIn(jobs, next.id, 'SUCCEEDED');
  expect(await attemptsOf(waiting)).toEqual([]);
});

test('an attempt that is cancelled while its process still starts is ended without the patience that a handler has', async () => {
  const handlersModule = join(home.config.home, 'never-loads.mjs');
  await writeFile(handlersModule, 'await new Promise(() => setInterval(() => undefined, 60_000));\n');
  const { id: jobId } = await startTestJob(jobs, { steps: 1 });
  await jobIn(jobs, jobId, 'SUCCEEDED');
  const run = new RunningJob({ jobId, number: 2, maxDurationMs: null }, { config: home.config, handlersModule });
  await eventually('its process', () => run.processId);
  // Timers that are set here never fire.
  jest.useFakeTimers();
  run.stop('cancel');
  jest.useRealTimers();
  expect(await run.ended).toEqual({ kind: 'stopped', reason: 'cancel' });
});

test('an attempt that takes longer than the job may is ended, and says so', async () => {
  const job = await startTestJob(jobs, { steps: 1_000 }, { maxDurationMs: 700 });
  const { failure } = await jobIn(jobs, job.id, 'FAILED');
  expect(failure).toMatchObject({ code: 'TIMEOUT', retryable: false });
  expect(failure!.message).toContain('PT0.7S');
  expect(await endsOf(job)).toEqual(['TIMED_OUT']);
});

test('a finished job can be neither cancelled nor, when it succeeded, retried', async () => {
  const job = await startTestJob(jobs, { steps: 1 });
  await jobIn(jobs, job.id, 'SUCCEEDED');
  const cancelled = jobs.ds.transaction((tx) => cancelJob(tx, jobs.projectId, job.id, new Date()));
  await expect(cancelled).rejects.toMatchObject({ member: { advice: 'Use its result or its failure.' } });
  const retried = jobs.ds.transaction((tx) => retryJob(tx, jobs.projectId, job.id));
  await expect(retried).rejects.toMatchObject({ member: { advice: 'Start a new job to do the work again.' } });
});
