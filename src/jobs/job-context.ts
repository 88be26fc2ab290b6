import type { DataSource, EntityManager } from 'typeorm';
import type { Config } from '../config/config.js';
import type { Logger } from '../lib/logger.js';
import type { BlobStore } from '../storage/blobs/blob-store.js';
import type { Adjustment } from './adjustment.js';
import type { LogLevel } from './reports/job-log.entity.js';

/** What a job reports while it runs. What is left out stays as it was. */
export interface JobReport {
  /** Units done. */
  done?: number;
  /** Units in all; null while unknown. */
  total?: number | null;
  /** What is counted: "rows", "steps". */
  unit?: string;
  /** What it is at, in words. */
  message?: string | null;
  /** Figures by name, for `step`. */
  metrics?: Readonly<Record<string, number>>;
  /** What the metrics belong to; `done` when left out. */
  step?: number;
}

/** What the handler of a job works with. Everything it writes here counts only while its attempt is the current one. */
export interface JobContext {
  readonly id: string;
  /** Number of this attempt, from 1. */
  readonly attempt: number;
  readonly projectId: string;
  /** For reading. What a job makes is written in `finish`. */
  readonly db: DataSource;
  readonly blobs: BlobStore;
  readonly config: Config;
  readonly logger: Logger;
  /** An empty folder of this attempt, removed at its end. */
  readonly folder: string;
  /** Aborted when the job is cancelled, takes too long, or is to be handed to another worker: stop within a second. */
  readonly signal: AbortSignal;
  /** Tells how far the job is. Cheap: reports are written together, five times a second. Resolves when there is room for more. */
  report(report: JobReport): Promise<void>;
  /** Writes a line to the job's log. */
  log(level: LogLevel, message: string): void;
  /** Keeps the state to resume from, in place of the last one, behind all that was told before. It is kept when this resolves. */
  checkpoint(state: Uint8Array): Promise<void>;
  /**
   * Ends the attempt with a checkpoint: the job waits, and its worker is free, until something dispatches it again.
   * `write` is written with it. Throws what unwinds the handler; it never returns.
   */
  pause(state: Uint8Array, write: (tx: EntityManager) => Promise<void>): Promise<never>;
  /** The newest checkpoint of any attempt; null when there is none. */
  lastCheckpoint(): Promise<Uint8Array | null>;
  /** Tells that a setting could not be honoured as asked. */
  adjust(adjustment: Adjustment): void;
  /**
   * Ends the job with success. `write` writes what it made and answers its id, in the transaction that ends the job; it
   * may run more than once when the database is interrupted, of which one counts.
   */
  finish(write: (tx: EntityManager) => Promise<string | null>): Promise<void>;
}
