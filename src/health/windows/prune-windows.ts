import type { DataSource } from 'typeorm';
import { type HealthRetention, PRUNING_SLACK_MS } from './retention.js';
import { WindowLevel } from './window-level.js';

/** Small enough that a statement is short, and that what follows a long stop is removed in many of them. */
const BATCH_SIZE = 10_000;

/**
 * Removes windows that are older than their level is kept. Those that a coarser window has yet to be made from stay.
 * @returns how many were removed
 */
export async function pruneWindows(db: DataSource, now: Date, retention: HealthRetention): Promise<number> {
  let removed = 0;
  for (const level of Object.values(WindowLevel)) {
    const before = new Date(now.getTime() - retention[level] - PRUNING_SLACK_MS);
    for (;;) {
      const count = await pruneBatch(db, level, before);
      removed += count;
      if (count < BATCH_SIZE) break;
    }
  }
  return removed;
}

const COARSER = {
  [WindowLevel.SECOND]: { level: WindowLevel.MINUTE, unit: 'minute' },
  [WindowLevel.MINUTE]: { level: WindowLevel.HOUR, unit: 'hour' },
} as const;

async function pruneBatch(db: DataSource, level: WindowLevel, before: Date): Promise<number> {
  const coarser = level === WindowLevel.HOUR ? null : COARSER[level];
  const unused = coarser
    ? `AND NOT EXISTS (SELECT FROM health_window_due due
         WHERE due.level = '${coarser.level}' AND due.at = date_trunc('${coarser.unit}', old.at, 'UTC'))`
    : '';
  const [removed] = await db.query<[{ count: number }]>(
    `WITH removed AS (
       DELETE FROM health_window WHERE level = $1 AND (level, deployment_id, at, model_version_id, role, lane, writer) IN (
         SELECT level, deployment_id, at, model_version_id, role, lane, writer FROM health_window old
         WHERE level = $1 AND at < $2 ${unused} ORDER BY at LIMIT ${BATCH_SIZE})
       RETURNING 1
     ) SELECT count(*)::int AS count FROM removed`,
    [level, before],
  );
  return removed.count;
}
