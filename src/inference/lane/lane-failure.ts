import { type DomainError, ErrorCode, isDomainError } from '../../lib/errors.js';
import { runtimeReason } from '../../onnx/runtime/runtime-reason.js';
import type { LaneFailure } from './lane-messages.js';

/** What a lane says of what went wrong. */
export function failureOf(error: unknown): LaneFailure {
  if (isDomainError(error)) return { code: (error satisfies DomainError).code, message: error.message };
  return { code: ErrorCode.INVALID_INPUT, message: `The model cannot run on this: ${runtimeReason(error)}` };
}
