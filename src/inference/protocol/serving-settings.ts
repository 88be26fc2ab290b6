import type { Device } from '../../onnx/runtime/session.js';

/** How a worker is to serve a model. */
export interface ServingSettings {
  /** Most rows of one run; null lets the worker measure what is worthwhile. Does not make rows run together that may not. */
  readonly maxBatchRows: number | null;
  /** How long an idle lane waits for further rows; 0 runs what is there. */
  readonly maxBatchWaitMs: number;
  /** In order of preference; null for those of the worker. */
  readonly devices: readonly Device[] | null;
}

export const DEFAULT_SETTINGS: ServingSettings = { maxBatchRows: null, maxBatchWaitMs: 0, devices: null };

/** Longest wait that may be set. */
export const LONGEST_BATCH_WAIT_MS = 1000;
/** Largest batch that may be set. */
export const MOST_BATCH_ROWS = 4096;

export function sameSettings(a: ServingSettings, b: ServingSettings): boolean {
  return (
    a.maxBatchRows === b.maxBatchRows &&
    a.maxBatchWaitMs === b.maxBatchWaitMs &&
    String(a.devices) === String(b.devices)
  );
}

/** The parameters of a load request that asks for these settings. */
export function settingsParameters({ maxBatchRows, maxBatchWaitMs, devices }: ServingSettings): object {
  return {
    max_batch_rows: maxBatchRows ?? 0,
    max_batch_wait_ms: maxBatchWaitMs,
    devices: devices?.join(',') ?? '',
  };
}
