import type { Config } from '../../config/config.js';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, WindowLevel } from './window-level.js';

/** How long windows of each level are kept, in milliseconds. */
export type HealthRetention = Readonly<Record<WindowLevel, number>>;

/** Windows outlive what readers ask for by this much, so that nothing is removed under a reader. */
export const PRUNING_SLACK_MS = 5 * MINUTE_MS;

export function healthRetention(config: Config): HealthRetention {
  return {
    [WindowLevel.SECOND]: config.HEALTH_SECONDS_RETENTION_HOURS * HOUR_MS,
    [WindowLevel.MINUTE]: config.HEALTH_MINUTES_RETENTION_DAYS * DAY_MS,
    [WindowLevel.HOUR]: config.HEALTH_HOURS_RETENTION_DAYS * DAY_MS,
  };
}

/** The finest windows that are still kept of an instant. */
export function finestLevelAt(atMs: number, nowMs: number, retention: HealthRetention): WindowLevel {
  if (atMs >= nowMs - retention.SECOND) return WindowLevel.SECOND;
  return atMs >= nowMs - retention.MINUTE ? WindowLevel.MINUTE : WindowLevel.HOUR;
}

/** The end of the newest second that every gateway has had the time to store. */
export function settledEnd(nowMs: number): number {
  return Math.floor(nowMs / SECOND_MS) * SECOND_MS - SECOND_MS;
}
