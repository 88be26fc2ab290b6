import type { HealthWindow } from './health-window.js';
import { MINUTE_MS } from './window-level.js';

/** How long a window waits for the database. Seconds are kept for much longer, so what comes late finds the rest of its minute. */
export const MAX_PENDING_MS = 10 * MINUTE_MS;
/** About 20 MB of them. */
const MAX_PENDING_WINDOWS = 50_000;
const BATCH_SIZE = 2_000;

/** Closed windows on their way to the database, oldest first. */
export class PendingWindows {
  private windows: HealthWindow[] = [];
  droppedWindows = 0;
  droppedPredictions = 0;

  get length(): number {
    return this.windows.length;
  }

  add(windows: readonly HealthWindow[]): void {
    this.windows = [...this.windows, ...windows];
    this.drop(this.windows.slice(0, Math.max(0, this.windows.length - MAX_PENDING_WINDOWS)));
  }

  /** Gives up what is too old to be stored. */
  dropOld(nowMs: number): void {
    this.drop(this.windows.filter(({ atMs }) => atMs < nowMs - MAX_PENDING_MS));
  }

  /** The oldest ones, as many as one statement takes. */
  batch(): HealthWindow[] {
    return this.windows.slice(0, BATCH_SIZE);
  }

  /** Takes away what was stored; more may have been added or dropped meanwhile. */
  remove(windows: readonly HealthWindow[]): void {
    const gone = new Set(windows);
    this.windows = this.windows.filter((window) => !gone.has(window));
  }

  /** Gives up windows, and counts them. */
  drop(windows: readonly HealthWindow[]): void {
    if (windows.length === 0) return;
    this.droppedWindows += windows.length;
    this.droppedPredictions += windows.reduce((sum, { requestCount }) => sum + requestCount, 0);
    this.remove(windows);
  }
}
