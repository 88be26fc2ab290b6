import { CursorExpiredError, InvalidInputError } from '../lib/errors.js';
import { SECOND_MS } from './windows/window-level.js';

/** Position in the stream of health: the end of a window. */
export function encodeHealthCursor(end: Date): string {
  return Buffer.from(`health:${end.getTime()}`).toString('base64url');
}

/**
 * The end of the window that a cursor stands for, in milliseconds since 1970.
 * @param settledMs end of the newest window there is
 * @param keptFromMs the oldest end that can be gone on from
 * @throws {InvalidInputError} when it is no cursor of health, or one that no answer can have given yet
 * @throws {CursorExpiredError} when the seconds behind it are no longer kept
 */
export function decodeHealthCursor(cursor: string, settledMs: number, keptFromMs: number): number {
  const [, digits] = /^health:(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  const endMs = Number(digits);
  // Gateways' clocks may differ a little: one may be asked to go on from a second that it has not seen end.
  if (digits === undefined || endMs % SECOND_MS !== 0 || endMs > settledMs + 10 * SECOND_MS) {
    throw new InvalidInputError('This cursor is not one of health. Use one that an answer gave, unchanged.', ['after']);
  }
  if (endMs < keptFromMs) throw new CursorExpiredError();
  return endMs;
}
