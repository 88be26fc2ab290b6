import type { EntityManager } from 'typeorm';
import { appendEvent } from '../../storage/events/append-event.js';
import type { JobRow, StoredProgress } from '../job.entity.js';
import type { JobState } from '../job-state.js';

export const JOB_TOPIC = 'job';

export type JobEventType =
  'jobQueued' | 'jobStarted' | 'jobReported' | 'jobCancelRequested' | 'jobSucceeded' | 'jobFailed' | 'jobCancelled';

/** What an event about a job says of the moment it tells of. */
export interface JobEventPayload {
  state: JobState;
  fraction: number | null;
  /** Number of the last attempt. */
  attempt: number;
  /** Whether there are new metrics, and new log lines. */
  metrics: boolean;
  logs: boolean;
}

export async function appendJobEvent(
  tx: EntityManager,
  type: JobEventType,
  job: Pick<JobRow, 'id' | 'projectId' | 'state' | 'progress' | 'attempt'>,
  news: Partial<Pick<JobEventPayload, 'metrics' | 'logs'>> = {},
): Promise<void> {
  const payload: JobEventPayload = {
    state: job.state,
    fraction: fractionOf(job.progress),
    attempt: job.attempt,
    metrics: news.metrics ?? false,
    logs: news.logs ?? false,
  };
  await appendEvent(tx, {
    projectId: job.projectId,
    topic: JOB_TOPIC,
    subjectId: job.id,
    type,
    payload: { ...payload },
  });
}

/** Share done, 0 to 1; null while the total is unknown. */
export function fractionOf({ done, total }: StoredProgress): number | null {
  if (total === null) return null;
  return total <= 0 ? 1 : Math.min(1, Math.max(0, done / total));
}
