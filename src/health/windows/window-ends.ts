import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../lib/clock.js';
import { settledEnd } from './retention.js';
import { SECOND_MS } from './window-level.js';

export interface WindowEndsOptions {
  clock: Clock;
  everyMs: number;
  /** Begin behind this end; with the present one when null. */
  afterMs: number | null;
  /** What a reader who fell behind gets next: every end that it missed, or the present one. */
  whenBehind: 'replay' | 'skip';
  signal: AbortSignal;
}

/**
 * Ends of windows, each as soon as it is settled. Computed when asked for, so nothing gathers for a slow reader.
 * Ends with the signal.
 */
export async function* windowEnds(options: WindowEndsOptions): AsyncGenerator<number> {
  const { clock, everyMs, afterMs, whenBehind, signal } = options;
  let nextMs = afterMs === null ? settledEnd(clock.now().getTime()) : afterMs + everyMs;
  while (await settled(nextMs, clock, signal)) {
    yield nextMs;
    const settledMs = settledEnd(clock.now().getTime());
    const missed = whenBehind === 'skip' ? Math.max(0, Math.floor((settledMs - nextMs) / everyMs) - 1) : 0;
    nextMs += (missed + 1) * everyMs;
  }
}

/** Waits until the second before `endMs` is settled. False when the signal came first. */
async function settled(endMs: number, clock: Clock, signal: AbortSignal): Promise<boolean> {
  for (;;) {
    if (signal.aborted) return false;
    const nowMs = clock.now().getTime();
    if (settledEnd(nowMs) >= endMs) return true;
    // Looks again each second at the latest, because the clock may be set or be one of a test.
    const waitMs = Math.min(endMs + SECOND_MS - nowMs, SECOND_MS);
    await delay(waitMs, undefined, { signal }).catch(() => undefined);
  }
}
