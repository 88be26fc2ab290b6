import type { DataSource } from 'typeorm';
import { appendWorkerEvent } from '../../jobs/presence/presence.js';
import { WorkerKind } from '../../jobs/presence/worker.entity.js';
import type { Clock } from '../../lib/clock.js';
import type { Logger } from '../../lib/logger.js';
import type { Backend } from '../backends/backend.js';
import type { BackendPool } from '../backends/backend-pool.js';
import type { WorkerReport } from '../protocol/worker-report.js';

const EVERY_MS = 2_000;

const UPSERT = `
  INSERT INTO worker (id, kind, host, process_id, url, devices, lane_count, memory_bytes, queue_length, loaded_version_ids, report, started_at, last_seen_at)
  VALUES ($1, '${WorkerKind.INFERENCE}', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
  ON CONFLICT (id) DO UPDATE SET
    devices = excluded.devices, lane_count = excluded.lane_count, memory_bytes = excluded.memory_bytes,
    queue_length = excluded.queue_length, loaded_version_ids = excluded.loaded_version_ids,
    report = excluded.report,
    last_seen_at = greatest(worker.last_seen_at, excluded.last_seen_at)
  RETURNING xmax = 0 AS is_new`;

/** A process that answers at the same URL now has taken the place of the one that did before. */
const REPLACED = `
  UPDATE worker SET stopped_at = $3 WHERE url = $1 AND id <> $2 AND kind = '${WorkerKind.INFERENCE}' AND stopped_at IS NULL RETURNING id`;

/** Writes what a gateway hears of the inference workers, which know no database, where the query `workers` reads it. */
export class InferencePresence {
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> | null = null;

  constructor(
    private readonly db: DataSource,
    private readonly pool: Pick<BackendPool, 'workers'>,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  start(): void {
    const write = (): void => {
      this.#writing ??= this.#write().finally(() => {
        this.#writing = null;
      });
    };
    this.#timer = setInterval(write, EVERY_MS);
    write();
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    await this.#writing;
  }

  async #write(): Promise<void> {
    try {
      for (const { report, reachable, lastSeenAt, url } of this.pool.workers) {
        if (report && reachable && lastSeenAt) await this.#writeOne(report, url, lastSeenAt);
      }
    } catch (error) {
      this.logger.warn({ err: error }, 'what was heard of the inference workers is written later');
    }
  }

  async #writeOne(report: WorkerReport, url: Backend['url'], lastSeenAt: Date): Promise<void> {
    const { id, host, processId, devices, laneCount, memoryBytes, queueLength, models, startedAt } = report;
    const loaded = models.filter(({ state }) => state === 'READY').map(({ name }) => name);
    await this.db.transaction(async (tx) => {
      const [row] = await tx.query<{ is_new: boolean }[]>(UPSERT, [
        id,
        host,
        processId,
        url,
        JSON.stringify(devices),
        laneCount,
        memoryBytes,
        queueLength,
        JSON.stringify(loaded),
        JSON.stringify(report),
        startedAt,
        lastSeenAt,
      ]);
      if (row?.is_new) await appendWorkerEvent(tx, id, 'workerStarted');
      const [replaced] = await tx.query<[{ id: string }[], number]>(REPLACED, [url, id, this.clock.now()]);
      for (const { id: gone } of replaced) await appendWorkerEvent(tx, gone, 'workerStopped');
    });
  }
}
