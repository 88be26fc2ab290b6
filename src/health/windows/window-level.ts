/** How long a window of health is. */
export enum WindowLevel {
  SECOND = 'SECOND',
  MINUTE = 'MINUTE',
  HOUR = 'HOUR',
}

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

export const LEVEL_MS: Record<WindowLevel, number> = {
  [WindowLevel.SECOND]: SECOND_MS,
  [WindowLevel.MINUTE]: MINUTE_MS,
  [WindowLevel.HOUR]: HOUR_MS,
};

/** Start of the window of this length that holds the instant. */
export function floorTo(lengthMs: number, atMs: number): number {
  return Math.floor(atMs / lengthMs) * lengthMs;
}

export function ceilTo(lengthMs: number, atMs: number): number {
  return Math.ceil(atMs / lengthMs) * lengthMs;
}
