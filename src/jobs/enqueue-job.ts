import type { EntityManager } from 'typeorm';
import { newId } from '../lib/ids.js';
import { appendJobEvent } from './job-events.js';
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
  const job = Object.assign(new entity(), given, {
    id,
    targetId: given.targetId ?? null,
    maxDurationMs: given.maxDurationMs ?? null,
    state: JobState.QUEUED,
    resultId: null,
    attempt: 0,
    lostAttempts: 0,
    dispatchId: await dispatch(tx, id),
    checkpointDigest: null,
    progress: { done: 0, total: null, unit: '', message: null, timeLeftMs: null },
    failure: null,
    adjustments: [],
    createdAt: now,
    startedAt: null,
    finishedAt: null,
    cancelRequestedAt: null,
  });
  await tx.insert(entity, job as never);
  await appendJobEvent(tx, 'jobQueued', job);
  return job;
}
