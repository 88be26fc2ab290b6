import { z } from 'zod';
import { InvalidInputError } from '../../../lib/errors.js';
import type { Device } from '../../../onnx/runtime/session.js';
import {
  DEFAULT_SETTINGS,
  LONGEST_BATCH_WAIT_MS,
  MOST_BATCH_ROWS,
  type ServingSettings,
} from '../../protocol/serving-settings.js';

const schema = z.strictObject({
  /** Keeps the model loaded until it is unloaded, whatever else is asked for. */
  pinned: z.boolean().default(false),
  max_batch_rows: z.int().min(0).max(MOST_BATCH_ROWS).optional(),
  max_batch_wait_ms: z.number().min(0).max(LONGEST_BATCH_WAIT_MS).optional(),
  devices: z
    .string()
    .regex(/^((cuda|webgpu|cpu)(,(cuda|webgpu|cpu))*)?$/, 'takes cuda, webgpu and cpu, separated by commas')
    .optional(),
});

/** How a model is to be loaded: the parameters of a load request but its manifest. */
export interface LoadOptions {
  readonly pinned: boolean;
  /** Null leaves a loaded model as it is, and serves another by default. */
  readonly settings: ServingSettings | null;
}

/** @throws {InvalidInputError} for a parameter that is unknown or wrong: none is ignored */
export function parseLoadOptions(parameters: Readonly<Record<string, unknown>>): LoadOptions {
  const parsed = schema.safeParse(parameters);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => [...path, message].join(': '));
    throw new InvalidInputError(`The parameters of the load request are not understood. ${problems.join('; ')}.`);
  }
  const { pinned, max_batch_rows: rows, max_batch_wait_ms: waitMs, devices } = parsed.data;
  if (rows === undefined && waitMs === undefined && devices === undefined) return { pinned, settings: null };
  return {
    pinned,
    settings: {
      maxBatchRows: rows === undefined || rows === 0 ? DEFAULT_SETTINGS.maxBatchRows : rows,
      maxBatchWaitMs: waitMs ?? DEFAULT_SETTINGS.maxBatchWaitMs,
      devices: devices ? (devices.split(',') as Device[]) : DEFAULT_SETTINGS.devices,
    },
  };
}
