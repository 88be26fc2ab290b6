import type { LaneProcess } from './lane-process.js';
import type { ServedModel } from '../served-model.js';

/** Crashes within this time of a start count as one after another. */
const STEADY_MS = 10_000;
const LONGEST_PAUSE_MS = 5000;

/** The place of one lane: its process comes and goes. */
export class LaneSlot {
  process: LaneProcess | null = null;
  /** A process that is being prepared to take the place of the present one. */
  successor: LaneProcess | null = null;
  /** Gets no more requests: its process ends when it has answered those that it has. */
  retiring = false;
  /** Its loads and unloads, one after another. */
  turn: Promise<void> = Promise.resolve();
  /** Processes that died here. */
  restartCount = 0;
  /** Processes that were replaced because their memory did not come back. */
  recycleCount = 0;
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
    if (this.retiring) {
      this.retiring = false;
      return 0;
    }
    this.restartCount += 1;
    this.quickEnds = now - this.startedAt < STEADY_MS ? this.quickEnds + 1 : 0;
    return this.quickEnds <= 1 ? 0 : Math.min(LONGEST_PAUSE_MS, 100 * 2 ** (this.quickEnds - 2));
  }

  /** Whether the present process has loaded this model. */
  has(model: ServedModel): boolean {
    return this.process?.loaded.get(model.name) === model;
  }

  /** Models that the present process has loaded. */
  get loaded(): readonly ServedModel[] {
    return this.process ? [...this.process.loaded.values()] : [];
  }

  /** Whether the present process has loaded all that it is to load. */
  get complete(): boolean {
    return this.process?.complete ?? false;
  }

  /** Whether it is dying so often that nobody should wait for it. */
  get failing(): boolean {
    return this.process === null && this.quickEnds > 4;
  }

  /** Whether it runs something, and may be given what to run next. */
  get takesAhead(): boolean {
    return this.process !== null && this.process.alive && this.process.runsOne && !this.retiring;
  }

  get idle(): boolean {
    return this.process !== null && this.process.alive && !this.process.busy && !this.retiring;
  }
}
