import type { DataSource, EntityManager } from 'typeorm';
import type { Adjustment } from '../adjustment.js';
import { appendJobEvent } from '../events/job-events.js';
import type { LogLevel } from './job-log.entity.js';
import { JobRow, type StoredProgress } from '../job.entity.js';
import { type AttemptRef, lockAttempt } from '../attempts/fence.js';

export interface MetricPoint {
  name: string;
  step: number;
  value: number;
  at: Date;
}

export interface WrittenLine {
  level: LogLevel;
  message: string;
  at: Date;
}

/** What an attempt has to tell since it last did. */
export interface ReportBatch {
  /** Null when nothing changed. */
  progress: StoredProgress | null;
  metrics: readonly MetricPoint[];
  lines: readonly WrittenLine[];
  adjustments: readonly Adjustment[];
}

/**
 * Writes what an attempt has to tell in one transaction, with one event.
 * @throws {WorkerLostError} when the attempt is over; then nothing is written
 */
export async function writeReport(ds: DataSource, attempt: AttemptRef, batch: ReportBatch): Promise<void> {
  await ds.transaction(async (tx) => {
    await appendReport(tx, await lockAttempt(tx, attempt), batch);
  });
}

/** Writes what is to be told of a job, whose row is locked, with one event. */
export async function appendReport(tx: EntityManager, job: JobRow, batch: ReportBatch): Promise<void> {
  const { metrics, lines, adjustments } = batch;
  const changed: Pick<JobRow, 'progress' | 'adjustments'> = {
    progress: batch.progress ?? job.progress,
    adjustments: [...job.adjustments, ...adjustments],
  };
  if (batch.progress ?? adjustments[0]) await tx.update(JobRow, { id: job.id }, changed);
  if (metrics.length > 0) {
    await tx.query(
      `INSERT INTO job_metric (job_id, attempt, at, name, step, value)
         SELECT $1, $2, * FROM unnest($3::timestamptz[], $4::text[], $5::bigint[], $6::float8[])`,
      [
        job.id,
        job.attempt,
        metrics.map(({ at }) => at),
        metrics.map(({ name }) => name),
        metrics.map(({ step }) => step),
        metrics.map(({ value }) => value),
      ],
    );
  }
  if (lines.length > 0) {
    await tx.query(
      `INSERT INTO job_log (job_id, attempt, at, level, message)
         SELECT $1, $2, * FROM unnest($3::timestamptz[], $4::text[], $5::text[])`,
      [
        job.id,
        job.attempt,
        lines.map(({ at }) => at),
        lines.map(({ level }) => level),
        lines.map(({ message }) => message),
      ],
    );
  }
  const news = { metrics: metrics.length > 0, logs: lines.length > 0 };
  await appendJobEvent(tx, 'jobReported', Object.assign(job, changed), news);
}
