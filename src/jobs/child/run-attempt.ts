import type { DataSource, EntityManager } from 'typeorm';
import type { Config } from '../../config/config.js';
import type { Clock } from '../../lib/clock.js';
import { WorkerLostError } from '../../lib/errors.js';
import type { Logger } from '../../lib/logger.js';
import type { BlobStore } from '../../storage/blobs/blob-store.js';
import { DATABASE_PATIENCE_MS, whenConnected } from '../../storage/connection-errors.js';
import { pauseAttempt, readCheckpoint, writeCheckpoint } from '../attempts/checkpoints.js';
import { failAttempt, succeedAttempt } from '../attempts/end-attempt.js';
import type { AttemptRef } from '../attempts/fence.js';
import { writeReport } from '../reports/write-report.js';
import type { JobHandler } from '../define-job.js';
import type { JobContext } from '../job-context.js';
import { failureOf } from '../job-failure.js';
import { AttemptEnd, JobState } from '../job-state.js';
import { JobRow } from '../job.entity.js';
import { ChildExit } from './protocol.js';
import { ReportBuffer } from './report-buffer.js';

export interface AttemptServices {
  db: DataSource;
  blobs: BlobStore;
  config: Config;
  logger: Logger;
  clock: Clock;
  /** An empty folder of this attempt. */
  folder: string;
  /** Aborted when the worker asks to stop. */
  signal: AbortSignal;
}

/** Runs the handler of a job as one attempt, and writes how it ended. */
export async function runAttempt(
  job: JobRow,
  attempt: AttemptRef,
  handler: JobHandler,
  services: AttemptServices,
): Promise<ChildExit> {
  const run = new AttemptRun(job, attempt, services);
  try {
    await Promise.race([handler.run(job, run.context()), run.takenAway()]);
    await run.reports.flush();
    if (run.finished) return ChildExit.ENDED;
    throw new Error(`The handler of ${job.kind} returned without finishing ${job.id}.`);
  } catch (error) {
    return await run.conclude(error);
  }
}

/** Unwinds the handler of a job that was paused. */
class JobPaused extends Error {}

class AttemptRun {
  /** Whether how it ended is written: with a result, or paused. */
  finished = false;
  readonly reports: ReportBuffer;
  private readonly lost = new AbortController();
  private readonly signal: AbortSignal;

  constructor(
    private readonly job: JobRow,
    private readonly attempt: AttemptRef,
    private readonly services: AttemptServices,
  ) {
    this.signal = AbortSignal.any([services.signal, this.lost.signal]);
    this.reports = new ReportBuffer(
      job.progress,
      (batch) => this.reaching(() => writeReport(services.db, attempt, batch)),
      (error) => {
        this.lost.abort(error);
      },
    );
  }

  context(): JobContext {
    const { db, blobs, config, clock, folder } = this.services;
    const { attempt, reports } = this;
    return {
      id: this.job.id,
      attempt: attempt.number,
      projectId: this.job.projectId,
      db,
      blobs,
      config,
      folder,
      logger: this.services.logger,
      signal: this.signal,
      report: (report) => reports.report(report, clock.now()),
      log: (level, message) => {
        reports.log(level, message, clock.now());
      },
      checkpoint: (state) => this.checkpoint(state),
      pause: (state, write) => this.pause(state, write),
      lastCheckpoint: () => this.reaching(() => readCheckpoint(db, blobs, attempt.jobId)),
      adjust: (adjustment) => {
        reports.adjust(adjustment);
      },
      finish: (write) => this.finish(write),
    };
  }

  /** Rejects when nothing more can be written for this attempt: then the handler need not be waited for. */
  takenAway(): Promise<never> {
    return new Promise((_, reject) => {
      this.lost.signal.addEventListener('abort', () => {
        reject(this.lost.signal.reason as Error);
      });
    });
  }

  /** What becomes of an attempt whose handler threw, or wrote nothing. */
  async conclude(error: unknown): Promise<ChildExit> {
    const { db, clock, logger, signal } = this.services;
    await this.reports.flush();
    if (this.finished) return ChildExit.ENDED;
    if (this.lost.signal.aborted) throw this.lost.signal.reason;
    if (error instanceof WorkerLostError) throw error;
    if (signal.aborted) return ChildExit.STOPPED;
    const { failure, errorId } = failureOf(error);
    if (errorId) logger.error({ err: error, errorId }, 'a job failed');
    await this.reaching(() => failAttempt(db, this.attempt, failure, AttemptEnd.FAILED, clock.now()));
    return ChildExit.ENDED;
  }

  /** What was told before it is written with it: an attempt that goes on from there does not tell it again. */
  private async checkpoint(state: Uint8Array): Promise<void> {
    const { db, blobs } = this.services;
    await this.reports.flush();
    this.lost.signal.throwIfAborted();
    await this.reaching(() => writeCheckpoint(db, blobs, this.attempt, state));
  }

  private async finish(write: (tx: EntityManager) => Promise<string | null>): Promise<void> {
    const { db, blobs, clock } = this.services;
    await this.reports.flush();
    this.lost.signal.throwIfAborted();
    const checkpoint = await this.reaching(() => this.checkpointDigest());
    await this.reaching(async () => {
      try {
        await succeedAttempt(db, this.attempt, write, clock.now());
      } catch (error) {
        // A commit whose answer was lost shows as an attempt that is over.
        if (!(error instanceof WorkerLostError && (await this.hasSucceeded()))) throw error;
      }
    });
    this.finished = true;
    if (checkpoint !== null) await blobs.delete(checkpoint);
  }

  private async pause(state: Uint8Array, write: (tx: EntityManager) => Promise<void>): Promise<never> {
    const { db, blobs, clock } = this.services;
    await this.reports.flush();
    this.lost.signal.throwIfAborted();
    this.services.signal.throwIfAborted();
    await this.reaching(() => pauseAttempt(db, blobs, this.attempt, state, write, clock.now()));
    this.finished = true;
    throw new JobPaused('The job waits until it is dispatched again.');
  }

  private async checkpointDigest(): Promise<string | null> {
    const job = await this.services.db.getRepository(JobRow).findOneByOrFail({ id: this.attempt.jobId });
    return job.checkpointDigest;
  }

  private async hasSucceeded(): Promise<boolean> {
    const { jobId: id, number: attempt } = this.attempt;
    return this.services.db.getRepository(JobRow).existsBy({ id, attempt, state: JobState.SUCCEEDED });
  }

  private reaching<T>(work: () => Promise<T>): Promise<T> {
    return whenConnected(work, DATABASE_PATIENCE_MS);
  }
}
