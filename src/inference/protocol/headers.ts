/** How long a caller waits that does not say. */
export const DEFAULT_TIMEOUT_MS = 60_000;
/** Header with which a caller says how long it waits, in milliseconds. */
export const TIMEOUT_HEADER = 'x-request-timeout-ms';
/** Header that tells which lane of which worker answered. */
export const LANE_HEADER = 'x-sluice-lane';
/** Header that tells how much of a body is JSON; binary data follows. */
export const HEADER_LENGTH = 'inference-header-content-length';

/** A header that holds a number, at least zero; null without one. */
export function numberOfHeader(header: string | string[] | undefined): number | null {
  const value = Number(header);
  return header === undefined || !Number.isFinite(value) || value < 0 ? null : value;
}
