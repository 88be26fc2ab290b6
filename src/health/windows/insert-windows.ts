import type { DataSource, EntityManager } from 'typeorm';
import type { HealthWindow } from './health-window.js';
import { floorTo, MINUTE_MS, WindowLevel } from './window-level.js';

const TARGET = `
  INSERT INTO health_window (level, writer, deployment_id, at, model_version_id, role, lane, request_count, error_count,
    errors, labels, other_label_count, lost_count, queue_length, max_latency_ms, latency)
  SELECT $1, $2, * FROM unnest($3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::text[], $8::bigint[],
    $9::bigint[], $10::jsonb[], $11::jsonb[], $12::bigint[], $13::bigint[], $14::bigint[], $15::float8[], $16::bytea[])`;

/** Locks the marks until the seconds are committed, so that no minute is made without them and its mark removed. */
const INSERT_SECONDS = `
  WITH marked AS (
    INSERT INTO health_window_due (level, at, writer)
    SELECT '${WindowLevel.MINUTE}', at, $2 FROM unnest($17::timestamptz[]) AS at ORDER BY at
    ON CONFLICT (level, at, writer) DO UPDATE SET at = excluded.at
  )
  ${TARGET}
  ON CONFLICT DO NOTHING`;

const REPLACE_WINDOWS = `
  ${TARGET}
  ON CONFLICT (level, deployment_id, at, model_version_id, role, lane, writer) DO UPDATE SET
    request_count = excluded.request_count, error_count = excluded.error_count, errors = excluded.errors,
    labels = excluded.labels, other_label_count = excluded.other_label_count, lost_count = excluded.lost_count,
    queue_length = excluded.queue_length, max_latency_ms = excluded.max_latency_ms, latency = excluded.latency`;

/** Stores closed seconds of a writer in one statement. Doing it again, after a failure that hid success, changes nothing. */
export async function insertSeconds(db: DataSource, writer: string, windows: readonly HealthWindow[]): Promise<void> {
  const minutes = [...new Set(windows.map(({ atMs }) => floorTo(MINUTE_MS, atMs)))];
  await db.query(INSERT_SECONDS, [...columns(WindowLevel.SECOND, writer, windows), minutes.map((ms) => new Date(ms))]);
}

/** Stores minutes or hours that were made from finer windows, over what was there. */
export async function replaceWindows(
  tx: EntityManager,
  level: WindowLevel,
  windows: readonly HealthWindow[],
): Promise<void> {
  if (windows.length > 0) await tx.query(REPLACE_WINDOWS, columns(level, '', windows));
}

function columns(level: WindowLevel, writer: string, windows: readonly HealthWindow[]): unknown[] {
  const all = <T>(value: (window: HealthWindow) => T): T[] => windows.map(value);
  return [
    level,
    writer,
    all(({ deploymentId }) => deploymentId),
    all(({ atMs }) => new Date(atMs)),
    all(({ modelVersionId }) => modelVersionId),
    all(({ role }) => role),
    all(({ lane }) => lane),
    all(({ requestCount }) => requestCount),
    all(({ errorCount }) => errorCount),
    all(({ errors }) => JSON.stringify(errors)),
    all(({ labels }) => JSON.stringify(labels)),
    all(({ otherLabelCount }) => otherLabelCount),
    all(({ lostCount }) => lostCount),
    all(({ queueLength }) => queueLength),
    all(({ maxLatencyMs }) => maxLatencyMs),
    all(({ latency }) => latency),
  ];
}
