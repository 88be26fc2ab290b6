import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { JobAttempt } from '../../../src/jobs/attempts/job-attempt.entity.js';
import { LogLine } from '../../../src/jobs/reports/job-log.entity.js';
import { JobMetric } from '../../../src/jobs/reports/job-metric.entity.js';
import { Worker } from '../../../src/jobs/presence/worker.entity.js';
import { createTestDatabase, queryOnce, type TestDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { createTestHome, jobIn, type TestHome } from '../../support/job-worker.js';
import { type JobDatabase, openJobDatabase, startTestJob, type TestJob } from '../../support/jobs.js';
import { type Program, startJobWorkerProgram } from '../../support/programs.js';

const TAKE_OVER_MS = 15_000;

let database: TestDatabase;
let jobs: JobDatabase;
let home: TestHome;
const programs: Program[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  jobs = await openJobDatabase(database.url);
  home = await createTestHome(database.url, { JOB_MEMORY_MB: '200' });
});
afterEach(async () => {
  for (const program of programs) {
    program.signal('SIGCONT');
    program.signal('SIGKILL');
  }
  await Promise.all(programs.splice(0).map(({ exited }) => exited));
  await jobs.ds.query('DELETE FROM pgboss.job');
});
afterAll(async () => {
  await jobs.ds.destroy();
  await database.drop();
  await home.remove();
});

async function startWorker(): Promise<Program> {
  const program = startJobWorkerProgram(home.config);
  programs.push(program);
  await eventually('a worker', () => jobs.ds.getRepository(Worker).findOneBy({ processId: program.pid }));
  return program;
}

const attemptsOf = ({ id }: TestJob) =>
  jobs.ds.getRepository(JobAttempt).find({ where: { jobId: id }, order: { number: 'ASC' } });

const checkpointed = (job: TestJob) =>
  eventually('a checkpoint', async () => (await jobIn(jobs, job.id, 'RUNNING')).checkpointDigest);

/** Processes of jobs that `pid` started, and that live. */
function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const [, state, parent] = /\) (\S) (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8')) ?? [];
        const runsJob = readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('jobs/child/child.js');
        return Number(parent) === pid && state !== 'Z' && runsJob ? [Number(name)] : [];
      } catch {
        return [];
      }
    });
}

test('the job of a worker that is killed goes on at another within 15 seconds, from its checkpoint, and leaves no process', async () => {
  const workers = [await startWorker(), await startWorker()];
  const stuck = { kind: 'block', step: 6, untilAttempt: 1 } as const;
  const job = await startTestJob(jobs, { steps: 20, checkpointEvery: 5, trouble: stuck });
  await checkpointed(job);
  const victim = workers.find(({ pid }) => childrenOf(pid).length > 0)!;
  const [child] = childrenOf(victim.pid);
  victim.signal('SIGKILL');
  const killedAt = Date.now();
  await eventually('a second attempt', async () => (await attemptsOf(job)).length === 2, 30_000);
  expect(Date.now() - killedAt).toBeLessThan(TAKE_OVER_MS);
  await jobIn(jobs, job.id, 'SUCCEEDED');
  expect(await attemptsOf(job)).toMatchObject([
    { end: 'WORKER_LOST' },
    { end: 'SUCCEEDED', resumedFromCheckpoint: true },
  ]);
  expect(() => process.kill(child!, 0)).toThrow('ESRCH');
}, 120_000);

test('a worker that was stopped past its heartbeat and continues writes nothing, with or without the process of its job', async () => {
  const stopped = [];
  for (const withChild of [false, true]) {
    const worker = await startWorker();
    const job = await startTestJob(jobs, { steps: 1_000, checkpointEvery: 5 });
    await checkpointed(job);
    stopped.push({ worker, job, withChild, child: childrenOf(worker.pid)[0]! });
  }
  for (const { worker, child, withChild } of stopped) {
    worker.signal('SIGSTOP');
    if (withChild) process.kill(child, 'SIGSTOP');
  }
  await Promise.all([startWorker(), startWorker()]);
  const written = ({ id }: TestJob) =>
    Promise.all([
      jobs.ds.getRepository(JobMetric).countBy({ jobId: id, attempt: 1 }),
      jobs.ds.getRepository(LogLine).countBy({ jobId: id, attempt: 1 }),
      jobs.ds.getRepository(JobAttempt).findOneBy({ jobId: id, number: 1 }),
    ]);
  for (const { worker, job, child, withChild } of stopped) {
    await eventually('a second attempt', async () => (await attemptsOf(job)).length === 2, 30_000);
    const before = await written(job);
    expect(before[2]).toMatchObject({ end: 'WORKER_LOST' });
    if (withChild) process.kill(child, 'SIGCONT');
    worker.signal('SIGCONT');
    await eventually('the end of the stopped attempt', () => !childrenOf(worker.pid).includes(child));
    expect(await written(job)).toEqual(before);
    expect(await jobIn(jobs, job.id, 'RUNNING')).toMatchObject({ attempt: 2 });
  }
}, 120_000);

test('a worker that is asked to stop hands its job back and is gone within ten seconds', async () => {
  const first = await startWorker();
  const job = await startTestJob(jobs, { steps: 40, checkpointEvery: 5 });
  await checkpointed(job);
  first.signal('SIGTERM');
  const askedAt = Date.now();
  expect(await first.exited).toBe(0);
  expect(Date.now() - askedAt).toBeLessThan(10_000);
  expect(await jobIn(jobs, job.id, 'QUEUED')).toMatchObject({ lostAttempts: 0 });
  await startWorker();
  await jobIn(jobs, job.id, 'SUCCEEDED');
  expect(await attemptsOf(job)).toMatchObject([{ end: 'WORKER_LOST' }, { resumedFromCheckpoint: true }]);
}, 120_000);

test('a job outlives the loss of all connections to Postgres, again and again', async () => {
  await startWorker();
  const job = await startTestJob(jobs, { steps: 60, checkpointEvery: 3 });
  for (let step = 5; step <= 50; step += 5) {
    await eventually(`step ${step}`, async () => (await jobIn(jobs, job.id, 'RUNNING')).progress.done >= step);
    await queryOnce(
      database.url,
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    await eventually('a new connection', () => jobs.ds.query('SELECT 1').catch(() => null));
  }
  expect(await jobIn(jobs, job.id, 'SUCCEEDED')).toMatchObject({ attempt: 1 });
  const metrics = await jobs.ds.getRepository(JobMetric).find({ where: { jobId: job.id }, order: { id: 'ASC' } });
  expect([...new Set(metrics.map(({ step }) => Number(step)))]).toEqual(Array.from({ length: 60 }, (_, n) => n + 1));
}, 120_000);

test('a job that runs out of heap says so and is not tried again', async () => {
  await startWorker();
  const job = await startTestJob(jobs, { steps: 1, trouble: { step: 1, kind: 'heap' } });
  const { failure } = await jobIn(jobs, job.id, 'FAILED', 30_000);
  expect(failure).toMatchObject({ code: 'OUT_OF_MEMORY', retryable: false });
  expect(await attemptsOf(job)).toMatchObject([{ end: 'FAILED' }]);
}, 120_000);
