import { InvalidInputError } from '../../lib/errors.js';
import { finestLevelAt, type HealthRetention, settledEnd } from './retention.js';
import { ceilTo, DAY_MS, floorTo, HOUR_MS, LEVEL_MS, MINUTE_MS, SECOND_MS, WindowLevel } from './window-level.js';

const MAX_POINTS = 1_000;

/** Steps that people read: each divides an hour, a day or whole days. */
const STEPS_MS = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND_MS),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 7, 14, 28, 56, 112, 224, 448, 896, 1_792, 3_584].map((days) => days * DAY_MS),
];

/** Which steps a history has, and which windows they are made from. */
export interface HistoryPlan {
  /** Start of the first step. */
  fromMs: number;
  /** End of the history, within the last step. */
  toMs: number;
  everyMs: number;
  /** The longest windows that fit into a step. */
  level: WindowLevel;
}

export interface HistoryRequest {
  from: Date;
  /** The present when null. */
  to: Date | null;
  maxPoints: number;
}

/**
 * The shortest step that keeps to `maxPoints`, and that windows are still kept for at the beginning.
 * @throws {InvalidInputError} when the range is empty or `maxPoints` is not 1 to 1,000
 */
export function planHistory(request: HistoryRequest, now: Date, retention: HealthRetention): HistoryPlan {
  const { from, to, maxPoints } = request;
  if (maxPoints < 1 || maxPoints > MAX_POINTS)
    throw new InvalidInputError(`maxPoints is 1 to ${MAX_POINTS}.`, ['maxPoints']);
  const settledMs = settledEnd(now.getTime());
  const toMs = to ? Math.min(ceilTo(SECOND_MS, to.getTime()), settledMs) : settledMs;
  const oldestMs = now.getTime() - retention.HOUR;
  const startMs = Math.max(from.getTime(), oldestMs);
  if (startMs >= toMs)
    throw new InvalidInputError('"from" must lie before "to", and both within the time that health is kept.', ['from']);
  const finest = LEVEL_MS[finestLevelAt(startMs, now.getTime(), retention)];
  const everyMs =
    STEPS_MS.find((step) => step >= finest && (ceilTo(step, toMs) - floorTo(step, startMs)) / step <= maxPoints) ??
    STEPS_MS.at(-1)!;
  return { fromMs: floorTo(everyMs, startMs), toMs, everyMs, level: levelWithin(everyMs) };
}

function levelWithin(everyMs: number): WindowLevel {
  if (everyMs >= HOUR_MS) return WindowLevel.HOUR;
  return everyMs >= MINUTE_MS ? WindowLevel.MINUTE : WindowLevel.SECOND;
}
