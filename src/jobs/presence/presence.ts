import { hostname } from 'node:os';
import type { DataSource, EntityManager } from 'typeorm';
import { newId } from '../../lib/ids.js';
import { appendEvent } from '../../storage/events/append-event.js';
import { Worker, type WorkerKind } from './worker.entity.js';

export const WORKER_TOPIC = 'worker';

/** What a process says of itself from time to time. */
export interface Vitals {
  memoryBytes: bigint;
  queueLength: number;
  loadedVersionIds?: string[];
}

export interface NewWorker {
  kind: WorkerKind;
  laneCount: number;
  devices?: string[];
  url?: string | null;
  processId?: number | null;
  host?: string;
}

/** The row by which others see a process, or a server that it predicts with. */
export class Presence {
  private constructor(
    readonly workerId: string,
    private readonly ds: DataSource,
  ) {}

  static async announce(ds: DataSource, worker: NewWorker, now: Date): Promise<Presence> {
    const id = newId('worker');
    await ds.transaction(async (tx) => {
      await tx.insert(Worker, {
        id,
        kind: worker.kind,
        host: worker.host ?? hostname(),
        processId: worker.processId === undefined ? process.pid : worker.processId,
        url: worker.url ?? null,
        devices: worker.devices ?? ['cpu'],
        laneCount: worker.laneCount,
        memoryBytes: BigInt(process.memoryUsage.rss()),
        queueLength: 0,
        loadedVersionIds: [],
        report: null,
        startedAt: now,
        lastSeenAt: now,
        stoppedAt: null,
      });
      await appendWorkerEvent(tx, id, 'workerStarted');
    });
    return new Presence(id, ds);
  }

  async beat(vitals: Vitals, now: Date): Promise<void> {
    await this.ds.manager.update(Worker, { id: this.workerId }, { ...vitals, lastSeenAt: now, stoppedAt: null });
  }

  async leave(now: Date): Promise<void> {
    await this.ds.transaction(async (tx) => {
      await tx.update(Worker, { id: this.workerId }, { stoppedAt: now });
      await appendWorkerEvent(tx, this.workerId, 'workerStopped');
    });
  }
}

/** Tells subscribers that a process came or went. */
export async function appendWorkerEvent(
  tx: EntityManager,
  workerId: string,
  type: 'workerStarted' | 'workerStopped',
): Promise<void> {
  await appendEvent(tx, { projectId: null, topic: WORKER_TOPIC, subjectId: workerId, type, payload: {} });
}
