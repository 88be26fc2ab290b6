import { InvalidInputError } from '../../lib/errors.js';

/** Opaque position in the stream of stored events. */
export type Cursor = string;

export function encodeEventCursor(position: number): Cursor {
  return Buffer.from(`event:${position}`).toString('base64url');
}

/** @throws {InvalidInputError} when the cursor is not one of the event stream */
export function decodeEventCursor(cursor: Cursor): number {
  const [, digits] = /^event:(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (digits === undefined) {
    throw new InvalidInputError(
      'This cursor is not one of a stream of events. Use one that an event gave, unchanged.',
      ['after'],
    );
  }
  return Number(digits);
}
