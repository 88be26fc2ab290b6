import { randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import type { BlobStore } from '../../storage/blobs/blob-store.js';
import { chunksOf } from '../../storage/blobs/digest.js';
import { AttemptEnd, JobState } from '../job-state.js';
import { JobRow } from '../job.entity.js';
import { type AttemptRef, lockAttempt } from './fence.js';
import { closeAttempt, moveJob } from './move-job.js';

/**
 * Keeps the state that a later attempt resumes from, in place of the last one, which is removed. Each blob begins with the
 * attempt's name: equal states of two jobs are two blobs, so that removing one takes nothing from the other.
 * @throws {WorkerLostError} when the attempt is over
 */
export async function writeCheckpoint(
  ds: DataSource,
  blobs: BlobStore,
  attempt: AttemptRef,
  state: Uint8Array,
): Promise<void> {
  const digest = await storeState(blobs, attempt, state);
  const previous = await ds.transaction(async (tx) => {
    const job = await lockAttempt(tx, attempt);
    await tx.update(JobRow, { id: job.id }, { checkpointDigest: digest, lostAttempts: 0 });
    return job.checkpointDigest;
  });
  if (previous !== null && previous !== digest) await blobs.delete(previous);
}

/**
 * Ends an attempt with a checkpoint: the job waits, in no queue, until it is dispatched again. One that someone asked to stop meanwhile is
 * cancelled instead, and nothing else is written.
 * @param write writes what is to be kept with it, in the same transaction
 * @throws {WorkerLostError} when the attempt is over; then nothing is written
 */
export async function pauseAttempt(
  ds: DataSource,
  blobs: BlobStore,
  attempt: AttemptRef,
  state: Uint8Array,
  write: (tx: EntityManager) => Promise<void>,
  now: Date,
): Promise<void> {
  const checkpointDigest = await storeState(blobs, attempt, state);
  const previous = await ds.transaction(async (tx) => {
    const job = await lockAttempt(tx, attempt);
    const replaced = job.checkpointDigest;
    if (job.cancelRequestedAt) {
      await closeAttempt(tx, job, AttemptEnd.CANCELLED, now);
      await moveJob(tx, job, JobState.CANCELLED, { checkpointDigest, finishedAt: now });
      return replaced;
    }
    await write(tx);
    await closeAttempt(tx, job, AttemptEnd.PAUSED, now);
    // No message has this id: one that the queue brings a second time starts nothing.
    await moveJob(tx, job, JobState.QUEUED, { checkpointDigest, lostAttempts: 0, dispatchId: randomUUID() });
    return replaced;
  });
  if (previous !== null && previous !== checkpointDigest) await blobs.delete(previous);
}

/** The newest checkpoint of any attempt of a job; null when there is none. */
export async function readCheckpoint(ds: DataSource, blobs: BlobStore, jobId: string): Promise<Uint8Array | null> {
  const job = await ds.getRepository(JobRow).findOneByOrFail({ id: jobId });
  if (job.checkpointDigest === null) return null;
  const bytes = await blobs.readBytes(job.checkpointDigest);
  return bytes.subarray(bytes.indexOf('\n'.charCodeAt(0)) + 1);
}

async function storeState(blobs: BlobStore, attempt: AttemptRef, state: Uint8Array): Promise<string> {
  const header = Buffer.from(`${attempt.jobId} ${attempt.number}\n`);
  const { digest } = await blobs.put(oneAfterTheOther(header, state));
  return digest;
}

async function* oneAfterTheOther(...parts: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  for (const part of parts) yield* chunksOf(part);
}
