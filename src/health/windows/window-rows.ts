import type { StoredWindow } from './health-window.js';
import type { WindowLevel } from './window-level.js';

/** Columns of a window as `toStoredWindow` takes them; counts as doubles, which are exact up to 2^53. */
export const WINDOW_COLUMNS = `
  level, deployment_id, at, model_version_id, role, lane, request_count::float8, error_count::float8, errors, labels,
  other_label_count::float8, lost_count::float8, queue_length::float8, max_latency_ms, latency`;

export interface WindowRow {
  level: WindowLevel;
  deployment_id: string;
  at: Date;
  model_version_id: string;
  role: string;
  lane: string;
  request_count: number;
  error_count: number;
  errors: Record<string, number>;
  labels: Record<string, number>;
  other_label_count: number;
  lost_count: number;
  queue_length: number;
  max_latency_ms: number;
  latency: Buffer;
}

export function toStoredWindow(row: WindowRow): StoredWindow {
  return {
    level: row.level,
    deploymentId: row.deployment_id,
    atMs: row.at.getTime(),
    modelVersionId: row.model_version_id,
    role: row.role,
    lane: row.lane,
    requestCount: row.request_count,
    errorCount: row.error_count,
    errors: row.errors,
    labels: row.labels,
    otherLabelCount: row.other_label_count,
    lostCount: row.lost_count,
    queueLength: row.queue_length,
    maxLatencyMs: row.max_latency_ms,
    latency: row.latency,
  };
}
