import type { DataSource } from 'typeorm';
import type { Clock } from '../../lib/clock.js';
import { newId } from '../../lib/ids.js';
import type { Logger } from '../../lib/logger.js';
import { HealthTotals, type Outcome } from '../totals/health-totals.js';
import type { HealthWindow, HealthRoute } from './health-window.js';
import { insertSeconds } from './insert-windows.js';
import { PendingWindows } from './pending-windows.js';
import { floorTo, SECOND_MS } from './window-level.js';

/** After the end of a second, so that it has surely ended when its windows are closed. */
const FLUSH_DELAY_MS = 10;

export interface HealthRecorderOptions {
  db: DataSource;
  clock: Clock;
  logger?: Logger;
}

/** A prediction of a route as it ended. */
export interface Observation extends HealthRoute, Outcome {
  /** Worker and lane that answered, or failed to; left out when none was reached. */
  lane?: string;
}

/** What a recorder did since it was made. */
export interface RecorderCounts {
  /** Predictions that were answered. */
  answered: number;
  /** Predictions that failed, also through a fault of the caller. */
  failed: number;
  /** Windows that wait to be stored. */
  pendingWindows: number;
  /** Windows given up, because the database was away for too long, and the predictions in them. */
  droppedWindows: number;
  droppedPredictions: number;
}

interface OpenWindow {
  route: HealthRoute;
  lane: string;
  totals: HealthTotals;
}

/**
 * Counts predictions of one gateway, second by second. Observing is memory only, for the path of every prediction; each second
 * is stored by one INSERT after it has ended. What cannot be stored waits for the database, within bounds, and fails nothing.
 */
export class HealthRecorder {
  /** Names this process among those that write. */
  private readonly writer = newId('gateway');
  private readonly pending = new PendingWindows();
  private readonly waiting = new Map<string, { route: HealthRoute; count: number }>();
  /** Windows of the open second, by version: finding them by several short comparisons is cheaper than making a key. */
  private open = new Map<string, OpenWindow[]>();
  private openMs: number;
  private timer: NodeJS.Timeout | null = null;
  private storing: Promise<void> | null = null;
  private readonly ended = { answered: 0, failed: 0 };

  constructor(private readonly options: HealthRecorderOptions) {
    this.openMs = floorTo(SECOND_MS, options.clock.now().getTime());
  }

  start(): void {
    const untilNext = SECOND_MS - (this.options.clock.now().getTime() % SECOND_MS) + FLUSH_DELAY_MS;
    this.timer = setTimeout(() => {
      void this.flush();
      this.start();
    }, untilNext);
    this.timer.unref();
  }

  /** Stores what was counted, the unfinished second included. Nothing may be observed afterwards. */
  async stop(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    await this.storing;
    this.close();
    await this.store();
  }

  /** A prediction ended. */
  observe(observation: Observation): void {
    const { error, count = 1 } = observation;
    if (error === undefined) this.ended.answered += count;
    else this.ended.failed += count;
    this.turn();
    this.windowOf(observation, observation.lane ?? '').totals.observe(observation);
  }

  /** Predictions came in and wait for their answers: say `departed` when they have them, or have failed. */
  arrived(route: HealthRoute, count = 1): void {
    const key = keyOf(route);
    const queue = this.waiting.get(key);
    if (queue) queue.count += count;
    else this.waiting.set(key, { route, count });
  }

  departed(route: HealthRoute, count = 1): void {
    const key = keyOf(route);
    const queue = this.waiting.get(key);
    if (!queue) return;
    queue.count -= count;
    if (queue.count <= 0) this.waiting.delete(key);
  }

  /** A worker was lost while it had a prediction, whether or not another answers it. */
  workerLost(route: HealthRoute, lane: string): void {
    this.turn();
    this.windowOf(route, lane).totals.lostCount += 1;
  }

  counts(): RecorderCounts {
    const { length, droppedWindows, droppedPredictions } = this.pending;
    return { ...this.ended, pendingWindows: length, droppedWindows, droppedPredictions };
  }

  /** Closes the second that has ended, if one has, and stores what is closed. Never throws. */
  async flush(): Promise<void> {
    this.turn();
    this.storing ??= this.store().finally(() => {
      this.storing = null;
    });
    await this.storing;
  }

  /** Closes the open second when it has ended. A clock that was set back lengthens it. */
  private turn(): void {
    const nowMs = this.options.clock.now().getTime();
    if (nowMs < this.openMs + SECOND_MS) return;
    this.close();
    this.openMs = floorTo(SECOND_MS, nowMs);
  }

  private close(): void {
    for (const { route, count } of this.waiting.values()) this.windowOf(route, '').totals.queueLength = count;
    this.pending.add([...this.open.values()].flat().map((window) => toWindow(window, this.openMs)));
    this.open = new Map();
  }

  private windowOf({ deploymentId, modelVersionId, role }: HealthRoute, lane: string): OpenWindow {
    let windows = this.open.get(modelVersionId);
    if (!windows) this.open.set(modelVersionId, (windows = []));
    for (const window of windows) {
      const { route } = window;
      if (window.lane === lane && route.deploymentId === deploymentId && route.role === role) return window;
    }
    const window = { route: { deploymentId, modelVersionId, role }, lane, totals: new HealthTotals() };
    windows.push(window);
    return window;
  }

  private async store(): Promise<void> {
    const { db, clock, logger } = this.options;
    this.pending.dropOld(clock.now().getTime());
    for (;;) {
      const batch = this.pending.batch();
      if (batch.length === 0) return;
      try {
        await insertSeconds(db, this.writer, batch);
        this.pending.remove(batch);
      } catch (error) {
        if (!isRefused(error)) {
          logger?.warn({ err: error, windows: this.pending.length }, 'health is stored later');
          return;
        }
        logger?.error({ err: error, windows: batch.length }, 'the database refused windows of health');
        this.pending.drop(batch);
      }
    }
  }
}

function keyOf({ deploymentId, modelVersionId, role }: HealthRoute): string {
  return `${deploymentId} ${modelVersionId} ${role}`;
}

function toWindow({ route, lane, totals }: OpenWindow, atMs: number): HealthWindow {
  return { ...route, lane, atMs, ...totals.figures() };
}

/** Whether Postgres will never take these rows (SQLSTATE classes 22 and 23: data and constraints), however often they are sent. */
function isRefused(error: unknown): boolean {
  const state = (error as { code?: unknown }).code;
  return typeof state === 'string' && /^2[23]/.test(state);
}
