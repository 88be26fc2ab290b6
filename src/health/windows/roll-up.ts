import type { DataSource, EntityManager } from 'typeorm';
import { HealthTotals } from '../totals/health-totals.js';
import type { HealthWindow, StoredWindow } from './health-window.js';
import { replaceWindows } from './insert-windows.js';
import { floorTo, LEVEL_MS, SECOND_MS, WindowLevel } from './window-level.js';
import { toStoredWindow, WINDOW_COLUMNS, type WindowRow } from './window-rows.js';

/** Any number that nothing else locks: whoever holds it makes minutes and hours. */
const LOCK_KEY = 7_353_010;

/** Time for gateways to store a window's last second. What comes later is still counted: it makes the window due again. */
const GRACE_MS = 5 * SECOND_MS;

/** Few enough that adding them up does not keep a gateway from answering. */
const DEPLOYMENTS_AT_ONCE = 10;

type RolledLevel = WindowLevel.MINUTE | WindowLevel.HOUR;
const MADE_FROM = { [WindowLevel.MINUTE]: WindowLevel.SECOND, [WindowLevel.HOUR]: WindowLevel.MINUTE } as const;

/**
 * Makes the minutes and hours whose finer windows have changed, each whole from what it consists of, so that doing it again
 * changes nothing. One process does it at a time; the others return at once.
 * @returns how many windows of time were made
 */
export async function rollUp(db: DataSource, now: Date): Promise<number> {
  let made = 0;
  for (const level of [WindowLevel.MINUTE, WindowLevel.HOUR] as const) {
    while (await rollUpOne(db, level, now)) made += 1;
  }
  return made;
}

async function rollUpOne(db: DataSource, level: RolledLevel, now: Date): Promise<boolean> {
  return db.transaction('READ COMMITTED', async (tx) => {
    const [lock] = await tx.query<[{ held: boolean }]>('SELECT pg_try_advisory_xact_lock($1) AS held', [LOCK_KEY]);
    if (!lock.held) return false;
    const atMs = await takeDue(tx, level, new Date(now.getTime() - LEVEL_MS[level] - GRACE_MS));
    if (atMs === null) return false;
    for (const deploymentIds of await deploymentsIn(tx, level, atMs)) {
      const parts = await readParts(tx, level, atMs, deploymentIds);
      await replaceWindows(tx, level, merged(parts, atMs, atMs + LEVEL_MS[level]));
    }
    if (level === WindowLevel.MINUTE) await markHour(tx, atMs);
    return true;
  });
}

/** Takes the marks of the oldest window that is due. A mark that a writer holds is left: the window is made again after it. */
async function takeDue(tx: EntityManager, level: RolledLevel, through: Date): Promise<number | null> {
  const [first] = await tx.query<{ at: Date }[]>(
    `SELECT at FROM health_window_due due WHERE level = $1 AND at <= $2
       AND ($1 = '${WindowLevel.MINUTE}' OR NOT EXISTS (
         SELECT FROM health_window_due minute WHERE minute.level = '${WindowLevel.MINUTE}'
           AND minute.at >= due.at AND minute.at < due.at + interval '1 hour'))
     ORDER BY at LIMIT 1 FOR UPDATE SKIP LOCKED`,
    [level, through],
  );
  if (!first) return null;
  await tx.query(
    `DELETE FROM health_window_due WHERE (level, at, writer) IN (
       SELECT level, at, writer FROM health_window_due WHERE level = $1 AND at = $2 FOR UPDATE SKIP LOCKED)`,
    [level, first.at],
  );
  return first.at.getTime();
}

async function deploymentsIn(tx: EntityManager, level: RolledLevel, atMs: number): Promise<string[][]> {
  const rows = await tx.query<{ id: string }[]>(
    'SELECT DISTINCT deployment_id AS id FROM health_window WHERE level = $1 AND at >= $2 AND at < $3',
    [MADE_FROM[level], new Date(atMs), new Date(atMs + LEVEL_MS[level])],
  );
  const chunks: string[][] = [];
  for (let start = 0; start < rows.length; start += DEPLOYMENTS_AT_ONCE) {
    chunks.push(rows.slice(start, start + DEPLOYMENTS_AT_ONCE).map(({ id }) => id));
  }
  return chunks;
}

async function readParts(
  tx: EntityManager,
  level: RolledLevel,
  atMs: number,
  deploymentIds: string[],
): Promise<StoredWindow[]> {
  const rows = await tx.query<WindowRow[]>(
    `SELECT ${WINDOW_COLUMNS} FROM health_window
     WHERE level = $1 AND deployment_id = ANY($2) AND at >= $3 AND at < $4`,
    [MADE_FROM[level], deploymentIds, new Date(atMs), new Date(atMs + LEVEL_MS[level])],
  );
  return rows.map(toStoredWindow);
}

/** One window for each version and role, over all gateways and lanes. */
function merged(parts: readonly StoredWindow[], atMs: number, endMs: number): HealthWindow[] {
  const groups = Map.groupBy(parts, (part) => `${part.deploymentId} ${part.modelVersionId} ${part.role}`);
  return [...groups.values()].map((group) => {
    const totals = new HealthTotals();
    for (const part of group) totals.add(part, part.atMs + LEVEL_MS[part.level] === endMs);
    const { deploymentId, modelVersionId, role } = group[0]!;
    return { deploymentId, modelVersionId, role, lane: '', atMs, ...totals.figures() };
  });
}

async function markHour(tx: EntityManager, minuteMs: number): Promise<void> {
  const hourMs = floorTo(LEVEL_MS.HOUR, minuteMs);
  await tx.query(
    `INSERT INTO health_window_due (level, at, writer) VALUES ('${WindowLevel.HOUR}', $1, '') ON CONFLICT DO NOTHING`,
    [new Date(hourMs)],
  );
}
