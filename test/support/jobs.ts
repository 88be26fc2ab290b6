import { ObjectType } from 'type-graphql';
import { ChildEntity, type DataSource } from 'typeorm';
import { ENTITIES } from '../../src/entities.js';
import { Node } from '../../src/graph/interfaces.js';
import { newId } from '../../src/lib/ids.js';
import { enqueueJob, type NewJob } from '../../src/jobs/enqueue-job.js';
import { JobRow } from '../../src/jobs/job.entity.js';
import { createDataSource } from '../../src/storage/database.js';

/** What the handler in test-job-handlers.mjs does. */
export interface TestJobSettings {
  /** Steps of 50 ms each. */
  steps: number;
  /** Keeps a checkpoint after each so many steps. */
  checkpointEvery?: number;
  /** What goes wrong at this step, in the attempts up to `untilAttempt`. */
  trouble?: { step: number; kind: 'error' | 'domainError' | 'exit' | 'kill' | 'heap' | 'block'; untilAttempt?: number };
}

@ObjectType('TestJob', { implements: [JobRow, Node], description: 'A job of the tests.' })
@ChildEntity('TEST')
export class TestJob extends JobRow {
  declare settings: TestJobSettings;
}

/** A data source that knows test jobs, and a project with an actor to start them. */
export async function openJobDatabase(url: string): Promise<{ ds: DataSource; projectId: string; actorId: string }> {
  const ds = createDataSource({ url, poolSize: 6 }, { entities: [...ENTITIES, TestJob] });
  await ds.initialize();
  const [projectId, actorId] = [newId('project'), newId('actor')];
  await ds.query('INSERT INTO project (id, name, created_at) VALUES ($1, $1, now())', [projectId]);
  await ds.query(`INSERT INTO actor (id, project_id, kind, name, role) VALUES ($1, $2, 'TOKEN', 'tester', 'ADMIN')`, [
    actorId,
    projectId,
  ]);
  return { ds, projectId, actorId };
}

/** Lets ten seconds pass for the queue: what workers had that are gone is given to others within a second. */
export async function expireClaims(ds: DataSource): Promise<void> {
  await ds.query("UPDATE pgboss.job SET heartbeat_on = heartbeat_on - interval '10 seconds' WHERE state = 'active'");
}

export type JobDatabase = Awaited<ReturnType<typeof openJobDatabase>>;

export async function startTestJob(
  { ds, projectId, actorId }: JobDatabase,
  settings: TestJobSettings,
  options: Partial<NewJob<TestJob>> = {},
): Promise<TestJob> {
  return ds.transaction((tx) =>
    enqueueJob(tx, TestJob, { projectId, startedById: actorId, settings, ...options }, new Date()),
  );
}
