import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { enqueueJob } from '../../src/jobs/enqueue-job.js';
import { JobRow } from '../../src/jobs/job.entity.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type JobDatabase, openJobDatabase, startTestJob, TestJob } from '../support/jobs.js';

let database: TestDatabase;
let jobs: JobDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  jobs = await openJobDatabase(database.url);
});
afterAll(async () => {
  await jobs.ds.destroy();
  await database.drop();
});

const queued = () =>
  jobs.ds.query<{ data: { jobId: string } }[]>(`SELECT data FROM pgboss.job WHERE state = 'created'`);

test('a job is there, queued and told of when its transaction commits', async () => {
  const job = await startTestJob(jobs, { steps: 3 });
  const row = await jobs.ds.getRepository(JobRow).findOneByOrFail({ id: job.id });
  expect(row).toBeInstanceOf(TestJob);
  expect(row).toMatchObject({ kind: 'TEST', state: 'QUEUED', attempt: 0, settings: { steps: 3 } });
  expect(row.eventPosition).toBe('0');
  expect(await queued()).toEqual([{ data: { jobId: job.id } }]);
  expect(await jobs.ds.query('SELECT type, subject_id FROM event_outbox')).toEqual([
    { type: 'jobQueued', subject_id: job.id },
  ]);
});

test('a job whose transaction rolls back never reaches a worker', async () => {
  const before = await queued();
  const rolledBack = jobs.ds.transaction(async (tx) => {
    await enqueueJob(
      tx,
      TestJob,
      { projectId: jobs.projectId, startedById: jobs.actorId, settings: { steps: 1 } },
      new Date(),
    );
    throw new Error('roll back');
  });
  await expect(rolledBack).rejects.toThrow('roll back');
  expect(await queued()).toEqual(before);
  expect(await jobs.ds.getRepository(JobRow).count()).toBe(1);
});
