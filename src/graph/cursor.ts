import { InvalidInputError } from '../lib/errors.js';

export type CursorKey = string | number;

/** A list's position: the sort key of a row. */
export function encodeCursor(key: readonly CursorKey[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** @throws {InvalidInputError} when the cursor is not one of a list with `length` sort keys */
export function decodeCursor(cursor: string, length: number, argument: string): CursorKey[] {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (
      Array.isArray(key) &&
      key.length === length &&
      key.every((part) => typeof part === 'string' || typeof part === 'number')
    ) {
      return key;
    }
  } catch {
    // Falls through to the error below, which says the same for every malformed cursor.
  }
  throw new InvalidInputError(
    'This cursor is not one of this list. Use a cursor that an answer of the same list gave, unchanged.',
    [argument],
  );
}
