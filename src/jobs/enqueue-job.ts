import type { EntityManager } from 'typeorm';
import { randomUUID } from 'node:crypto';
import { newId } from '../lib/ids.js';
import { appendJobEvent } from './events/job-events.js';
import { dispatch } from './job-queue.js';
import { JobState } from './job-state.js';
import type { JobRow } from './job.entity.js';

/** What its starter says of a job; the rest is filled in. */
export type NewJob<J extends JobRow> = Pick<J, 'projectId' | 'startedById' | 'settings'> &
  Partial<Pick<J, 'id' | 'targetId' | 'maxDurationMs'>>;

/**
 * Starts a job, in the caller's transaction: it exists, waits in the queue and is told of when that commits.
 * @param entity the entity of its kind
 */
export async function enqueueJob<J extends JobRow>(
  tx: EntityManager,
  entity: new () => J,
  { id = newId('job'), ...given }: NewJob<J>,
  now: Date,
): Promise<J> {
  const job = newJob(entity, { ...given, id }, await dispatch(tx, id), now);
  await tx.insert(entity, job as never);
  await appendJobEvent(tx, 'jobQueued', job);
  return job;
}

/** Starts a job that consists of others: it runs from now on, and no worker takes it. In the caller's transaction. */
export async function beginJobOfJobs<J extends JobRow>(
  tx: EntityManager,
  entity: new () => J,
  { id = newId('job'), ...given }: NewJob<J>,
  now: Date,
): Promise<J> {
  const job = newJob(entity, { ...given, id }, randomUUID(), now);
  Object.assign(job, { state: JobState.RUNNING, startedAt: now });
  await tx.insert(entity, job as never);
  await appendJobEvent(tx, 'jobStarted', job);
  return job;
}

function newJob<J extends JobRow>(
  entity: new () => J,
  given: NewJob<J> & { id: string },
  dispatchId: string,
  now: Date,
): J {
  return Object.assign(new entity(), given, {
    targetId: given.targetId ?? null,
    maxDurationMs: given.maxDurationMs ?? null,
    state: JobState.QUEUED,
    resultId: null,
    attempt: 0,
    lostAttempts: 0,
    dispatchId,
    checkpointDigest: null,
    progress: { done: 0, total: null, unit: '', message: null, timeLeftMs: null },
    failure: null,
    adjustments: [],
    createdAt: now,
    startedAt: null,
    finishedAt: null,
    cancelRequestedAt: null,
  });
}
