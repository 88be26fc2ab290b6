import { setImmediate } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { Logger } from '../../lib/logger.js';
import type { Prediction } from '../prediction.js';
import { ensurePartitions } from './prediction-partitions.js';
import { type PredictionRecord, recordOf } from './prediction-record.js';
import { Tensor } from '../tensors/tensor.js';
import type { Redactor } from './redaction/redactor.js';

const FLUSH_EVERY_MS = 200;
const ROWS_PER_INSERT = 500;
/** Tensors of one prediction, and of all that waits: a larger prediction is answered and not recorded. */
const MOST_TENSOR_BYTES = 4 * 1024 * 1024;
const MOST_WAITING_TENSOR_BYTES = 64 * 1024 * 1024;
/** Requests have their turn after so much reading of texts. */
const REDACTING_TURN_MS = 5;

export interface RecordWriterOptions {
  /** Share of predictions that are kept, 0 to 1. */
  sampleRate: number;
  keepInputs: boolean;
  /** Takes personal data out before anything is stored. */
  redactor: Redactor;
  /** Records waiting to be written at most; past it new ones are dropped and counted. */
  maxWaiting?: number;
  random?: () => number;
}

const INSERT = `
  INSERT INTO prediction (id, at, project_id, deployment_id, release_id, model_version_id, task, input, answer, latency_ms)
  SELECT id, at, "projectId", "deploymentId", "releaseId", "modelVersionId", task, input, answer, "latencyMs"
  FROM jsonb_to_recordset($1) AS row (
    id text, at timestamptz, "projectId" text, "deploymentId" text, "releaseId" text, "modelVersionId" text, task text,
    input jsonb, answer jsonb, "latencyMs" double precision
  )
  ON CONFLICT DO NOTHING`;

/** Writes records of predictions behind the answers, in bulk. It never slows or fails a prediction; what it drops it counts. */
export class RecordWriter {
  #waiting: PredictionRecord[] = [];
  #waitingTensorBytes = 0;
  readonly #tensorBytes = new WeakMap<PredictionRecord, number>();
  readonly #redacted = new WeakSet<PredictionRecord>();
  #timer: NodeJS.Timeout | null = null;
  #flushing: Promise<void> = Promise.resolve();
  #dropped = 0;
  readonly #maxWaiting: number;
  readonly #random: () => number;

  constructor(
    private readonly db: DataSource,
    private readonly logger: Logger,
    private readonly options: RecordWriterOptions,
  ) {
    this.#maxWaiting = options.maxWaiting ?? 20_000;
    this.#random = options.random ?? Math.random;
  }

  /** Records lost since the process started: the queue was full, they were too large, or the database refused them. */
  get droppedCount(): number {
    return this.#dropped;
  }

  offer(prediction: Prediction): void {
    if (this.options.sampleRate < 1 && this.#random() >= this.options.sampleRate) return;
    const record = recordOf(prediction, this.options.keepInputs);
    const tensorBytes = tensorBytesOf(record);
    const isFull =
      this.#waiting.length >= this.#maxWaiting || this.#waitingTensorBytes + tensorBytes > MOST_WAITING_TENSOR_BYTES;
    if (isFull || tensorBytes > MOST_TENSOR_BYTES) {
      this.#dropped += 1;
      return;
    }
    this.#tensorBytes.set(record, tensorBytes);
    this.#waitingTensorBytes += tensorBytes;
    this.#waiting.push(record);
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_EVERY_MS);
  }

  /** Writes all that was offered before the call. */
  flush(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#flushing = this.#flushing.then(() => this.#write());
    return this.#flushing;
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const rows = this.#waiting.slice(0, ROWS_PER_INSERT);
      await this.#redact(rows);
      try {
        await ensurePartitions(
          this.db,
          rows.map(({ at }) => at),
        );
        await this.db.query(INSERT, [JSON.stringify(rows)]);
        this.#forget(rows);
      } catch (error) {
        if (isRefused(error)) {
          this.#forget(rows);
          this.#dropped += rows.length;
          this.logger.error({ err: error, dropped: rows.length }, 'the database refused records of predictions');
          continue;
        }
        this.logger.warn(
          { err: error, waiting: this.#waiting.length },
          'records of predictions could not be written; trying again',
        );
        this.#timer ??= setTimeout(() => void this.flush(), FLUSH_EVERY_MS * 5);
        return;
      }
    }
  }

  /** Takes the oldest out of what waits. */
  #forget(rows: readonly PredictionRecord[]): void {
    this.#waiting = this.#waiting.slice(rows.length);
    for (const row of rows) this.#waitingTensorBytes -= this.#tensorBytes.get(row)!;
  }

  async #redact(rows: readonly PredictionRecord[]): Promise<void> {
    let turnEnds = performance.now() + REDACTING_TURN_MS;
    for (const row of rows) {
      if (this.#redacted.has(row)) continue;
      this.options.redactor.redactRecord(row);
      this.#redacted.add(row);
      if (performance.now() < turnEnds) continue;
      await setImmediate();
      turnEnds = performance.now() + REDACTING_TURN_MS;
    }
  }

  /** Writes what waits, and stops. What still cannot be written is counted as dropped. */
  async stop(): Promise<void> {
    await this.flush();
    if (this.#timer) clearTimeout(this.#timer);
    this.#dropped += this.#waiting.length;
  }
}

function tensorBytesOf({ input, answer }: PredictionRecord): number {
  const outputs = 'outputs' in answer ? answer.outputs : [];
  const tensors = [...(input?.tensors ?? []), ...outputs];
  return tensors.reduce((sum, tensor) => sum + (tensor instanceof Tensor ? tensor.wire.data.byteLength : 0), 0);
}

/** Whether Postgres will never take these rows (SQLSTATE classes 22 and 23: data and constraints), however often they are sent. */
function isRefused(error: unknown): boolean {
  const state = (error as { code?: unknown }).code;
  return typeof state === 'string' && /^2[23]/.test(state);
}
