import type { IncomingHttpHeaders } from 'node:http';
import { InvalidInputError } from '../../lib/errors.js';

/** How long a caller waits that does not say. */
export const DEFAULT_TIMEOUT_MS = 60_000;
/** Header with which a caller says how long it waits, in milliseconds. */
export const TIMEOUT_HEADER = 'x-request-timeout-ms';
/** Header that tells which lane of which worker answered. */
export const LANE_HEADER = 'x-sluice-lane';
/** Header that tells how many tokens the texts of a request have; left out where nothing is cut into tokens. */
export const TOKENS_HEADER = 'x-sluice-tokens';
/** Header with which a caller asks for the words of its texts: "true". An answer has them as tensors beside its outputs, where the model reads words. */
export const WORDS_HEADER = 'x-sluice-words';
/** Header that tells how much of a body is JSON; binary data follows. */
export const HEADER_LENGTH = 'inference-header-content-length';

/** A header that holds a number; null without one. @throws {InvalidInputError} when it is none, or below zero */
export function numberOfHeader(headers: IncomingHttpHeaders, name: string): number | null {
  const header = headers[name];
  if (header === undefined) return null;
  const value = header === '' ? NaN : Number(header);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new InvalidInputError(`The header ${name} holds "${String(header)}", which is no number of at least zero.`);
}
