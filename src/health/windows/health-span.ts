import { durationToMs } from '../../lib/durations.js';
import { InvalidInputError } from '../../lib/errors.js';
import { finestLevelAt, type HealthRetention, settledEnd } from './retention.js';
import { DAY_MS, floorTo, LEVEL_MS, SECOND_MS } from './window-level.js';

/** A range of time; `to` is not part of it. */
export interface HealthSpan {
  from: Date;
  to: Date;
}

/** The window that ends at an instant. It begins earlier by less than a minute or an hour where only these are still kept. */
export function windowEndingAt(endMs: number, windowMs: number, nowMs: number, retention: HealthRetention): HealthSpan {
  const fromMs = endMs - windowMs;
  const level = finestLevelAt(fromMs, nowMs, retention);
  return { from: new Date(floorTo(LEVEL_MS[level], fromMs)), to: new Date(endMs) };
}

/** The window that ends with the newest second that is settled. */
export function presentWindow(windowMs: number, now: Date, retention: HealthRetention): HealthSpan {
  return windowEndingAt(settledEnd(now.getTime()), windowMs, now.getTime(), retention);
}

/**
 * Milliseconds of the argument `window`: whole seconds, at most as long as hours are kept.
 * @throws {InvalidInputError} for another
 */
export function windowArgumentMs(window: string, retention: HealthRetention): number {
  return secondsArgumentMs('window', window, retention.HOUR);
}

/**
 * Milliseconds of the argument `every`: whole seconds up to a day.
 * @throws {InvalidInputError} for another
 */
export function everyArgumentMs(every: string): number {
  return secondsArgumentMs('every', every, DAY_MS);
}

function secondsArgumentMs(name: string, duration: string, maxMs: number): number {
  const ms = durationToMs(duration);
  if (ms >= SECOND_MS && ms <= maxMs && ms % SECOND_MS === 0) return ms;
  throw new InvalidInputError(
    `"${name}" takes whole seconds from PT1S to P${Math.floor(maxMs / DAY_MS)}D, and "${duration}" is not that.`,
    [name],
  );
}
