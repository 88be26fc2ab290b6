import type { DataSource } from 'typeorm';
import type { StoredWindow } from './health-window.js';
import { ceilTo, floorTo, LEVEL_MS, WindowLevel } from './window-level.js';
import { toStoredWindow, WINDOW_COLUMNS, type WindowRow } from './window-rows.js';

export interface WindowRange {
  deploymentIds: readonly string[];
  /** Start, and end that is not part of it, in milliseconds since 1970; whole seconds. */
  fromMs: number;
  toMs: number;
  /** The longest windows to read: no longer than what the caller tells apart. */
  coarsest: WindowLevel;
}

/**
 * Covers $2 to $7 with pieces of windows: hours in the middle ($4 to $5), minutes around them ($3 to $6), seconds at the ends.
 * Hours and minutes that are due are replaced by what they will be made from, so that the sum is right at every moment.
 */
const READ = `
  WITH due AS MATERIALIZED (
    SELECT level, at FROM health_window_due WHERE level = 'MINUTE' AND at >= $3 AND at < $6
    UNION
    SELECT 'HOUR', date_trunc('hour', at, 'UTC') FROM health_window_due WHERE at >= $4 AND at < $5
  ), piece (level, since, until) AS (
    VALUES
      ('SECOND', $2::timestamptz, $3::timestamptz), ('SECOND', $6, $7),
      ('MINUTE', $3, $4), ('MINUTE', $5, $6), ('HOUR', $4, $5)
    UNION ALL
    SELECT 'MINUTE', at, at + interval '1 hour' FROM due WHERE level = 'HOUR'
    UNION ALL
    SELECT 'SECOND', at, at + interval '1 minute' FROM due WHERE level = 'MINUTE'
  )
  SELECT w.* FROM piece
  CROSS JOIN LATERAL (
    SELECT ${WINDOW_COLUMNS} FROM health_window
    WHERE level = piece.level AND deployment_id = ANY($1) AND at >= piece.since AND at < piece.until
    OFFSET 0 -- keeps the planner from joining the pieces with a whole level
  ) w
  WHERE NOT EXISTS (SELECT FROM due WHERE due.level = w.level AND due.at = w.at)`;

/** Windows that together are all that was seen of the deployments in a range, in one statement. */
export async function readWindows(db: DataSource, range: WindowRange): Promise<StoredWindow[]> {
  const { deploymentIds, fromMs, toMs } = range;
  if (deploymentIds.length === 0 || fromMs >= toMs) return [];
  const minutes = interior(WindowLevel.MINUTE, range, range.coarsest !== WindowLevel.SECOND);
  const hours = interior(
    WindowLevel.HOUR,
    { fromMs: minutes.fromMs, toMs: minutes.toMs },
    range.coarsest === WindowLevel.HOUR,
  );
  const bounds = [fromMs, minutes.fromMs, hours.fromMs, hours.toMs, minutes.toMs, toMs].map((ms) => new Date(ms));
  const rows = await db.query<WindowRow[]>(READ, [deploymentIds, ...bounds]);
  return rows.map(toStoredWindow);
}

/** The whole windows of a level within a range; none at its end when there are none, or when they are not wanted. */
function interior(
  level: WindowLevel,
  { fromMs, toMs }: { fromMs: number; toMs: number },
  wanted: boolean,
): { fromMs: number; toMs: number } {
  const inner = { fromMs: ceilTo(LEVEL_MS[level], fromMs), toMs: floorTo(LEVEL_MS[level], toMs) };
  return wanted && inner.fromMs < inner.toMs ? inner : { fromMs: toMs, toMs };
}
