import type { LoadedModel } from '../lane/lane-messages.js';
import type { LaneProcess } from './lane-process.js';

/** Crashes within this time of a start count as one after another. */
const STEADY_MS = 10_000;
const LONGEST_PAUSE_MS = 5000;

/** The place of one lane: its process comes and goes. */
export class LaneSlot {
  process: LaneProcess | null = null;
  /** Models that the present process has loaded. */
  readonly loaded = new Map<string, LoadedModel>();
  /** Models that the present process failed to load while others have them, with the reason. */
  readonly refused = new Map<string, string>();
  /** Whether the present process has loaded all that it is to load. */
  complete = false;
  /** Its loads and unloads, one after another. */
  turn: Promise<void> = Promise.resolve();
  restartCount = 0;
  private quickEnds = 0;
  private startedAt = 0;

  constructor(readonly index: number) {}

  started(process: LaneProcess, now: number): void {
    this.process = process;
    this.startedAt = now;
  }

  /** @returns how long to wait before the next start: nothing after a steady life, ever longer for a lane that keeps dying */
  ended(now: number): number {
    this.process = null;
    this.loaded.clear();
    this.refused.clear();
    this.complete = false;
    this.restartCount += 1;
    this.quickEnds = now - this.startedAt < STEADY_MS ? this.quickEnds + 1 : 0;
    return this.quickEnds <= 1 ? 0 : Math.min(LONGEST_PAUSE_MS, 100 * 2 ** (this.quickEnds - 2));
  }

  /** Whether it is dying so often that nobody should wait for it. */
  get failing(): boolean {
    return this.process === null && this.quickEnds > 4;
  }

  get idle(): boolean {
    return this.process !== null && !this.process.busy;
  }
}
