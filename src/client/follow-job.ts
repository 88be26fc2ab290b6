import type { CallOptions, SluiceClient } from './client.js';
import { isSluiceError, SluiceError } from './errors.js';
import {
  JobDocument,
  JobLogDocument,
  type JobLogSubscription,
  JobMetricsDocument,
  type JobMetricsSubscription,
  type JobQuery,
  JobUpdatedDocument,
  type JobUpdatedSubscription,
} from './generated/operations.js';

export type JobDetails = NonNullable<JobQuery['job']>;
export type JobUpdate = JobUpdatedSubscription['jobUpdated']['job'];
export type JobMetric = JobMetricsSubscription['jobMetrics']['metrics'][number];
export type JobLine = JobLogSubscription['jobLog']['lines'][number];

export interface JobListeners extends CallOptions {
  /** Told of the present state first, then of every change. */
  onUpdate?: (job: JobUpdate) => void;
  /** Told of the metrics of all steps, also of those before now. */
  onMetrics?: (metrics: readonly JobMetric[]) => void;
  /** Told of the lines of its log, also of those before now. */
  onLines?: (lines: readonly JobLine[]) => void;
}

const FINISHED: readonly string[] = ['SUCCEEDED', 'FAILED', 'CANCELLED'];

export function isFinished({ state }: { state: string }): boolean {
  return FINISHED.includes(state);
}

/**
 * Waits until a job has finished, across reconnects; `signal` ends the waiting, not the job.
 * @returns the job with its result, whether it succeeded or not
 * @throws {SluiceError} when there is no such job, or the gateway stays out of reach
 */
export async function followJob(client: SluiceClient, id: string, listeners: JobListeners = {}): Promise<JobDetails> {
  for (;;) {
    await Promise.all([
      followUpdates(client, id, listeners),
      followMetrics(client, id, listeners),
      followLog(client, id, listeners),
    ]);
    const { job } = await client.request(JobDocument, { id }, listeners);
    if (!job) throw new SluiceError('NOT_FOUND', `No job "${id}". List them with "sluice jobs".`);
    if (isFinished(job)) return job;
  }
}

async function followUpdates(client: SluiceClient, id: string, { onUpdate, signal }: JobListeners): Promise<void> {
  await unlessExpired(async () => {
    for await (const { jobUpdated } of client.subscribe(JobUpdatedDocument, { id }, { signal })) {
      onUpdate?.(jobUpdated.job);
    }
  });
}

async function followMetrics(client: SluiceClient, id: string, { onMetrics, signal }: JobListeners): Promise<void> {
  if (!onMetrics) return;
  await unlessExpired(async () => {
    for await (const { jobMetrics } of client.subscribe(JobMetricsDocument, { id }, { signal })) {
      onMetrics(jobMetrics.metrics);
    }
  });
}

async function followLog(client: SluiceClient, id: string, { onLines, signal }: JobListeners): Promise<void> {
  if (!onLines) return;
  await unlessExpired(async () => {
    for await (const { jobLog } of client.subscribe(JobLogDocument, { id }, { signal })) {
      onLines(jobLog.lines);
    }
  });
}

/** After an absence longer than events are kept, following starts again from the present. */
async function unlessExpired(follow: () => Promise<void>): Promise<void> {
  try {
    await follow();
  } catch (error) {
    if (!isSluiceError(error) || error.code !== 'CURSOR_EXPIRED') throw error;
  }
}
