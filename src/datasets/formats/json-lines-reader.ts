import type { Cell, JsonValue } from './cell.js';
import { MAX_COLUMNS } from './delimited-reader.js';
import type { RecordReader, Refused } from './record-reader.js';

const BLANK = /^\s*$/;
const LONG_INTEGER = /\d{16}/;

/** Rows of JSON Lines: one object a line. A key that no row had before adds a column. */
export class JsonLinesReader implements RecordReader {
  readonly columnNames: string[] = [];
  private readonly indexOf = new Map<string, number>();

  read(text: string): Cell[] | Refused | null {
    if (BLANK.test(text)) return null;
    let row: JsonValue;
    try {
      row = parseKeepingLongIntegers(text);
    } catch (error) {
      return { reason: `The line is not JSON: ${(error as SyntaxError).message.replace(/, ".*$/s, '')}.` };
    }
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      return { reason: 'The line is JSON, but not an object. Write one {"column": value, …} a line.' };
    }
    if (text.includes('\\u') && !isStorable(row)) {
      return { reason: 'A string has an escape for a zero character or for half a character, which no text contains.' };
    }
    return this.cells(row);
  }

  private cells(row: Record<string, JsonValue>): Cell[] | Refused {
    const keys = Object.keys(row);
    const added = keys.filter((key) => !this.indexOf.has(key));
    if (this.columnNames.length + added.length > MAX_COLUMNS) {
      return { reason: `The row adds the column "${added[0]!.slice(0, 40)}"; a dataset has at most ${MAX_COLUMNS}.` };
    }
    for (const key of added) {
      this.indexOf.set(key, this.columnNames.length);
      this.columnNames.push(key);
    }
    const cells: Cell[] = new Array<Cell>(this.columnNames.length).fill(null);
    for (const key of keys) cells[this.indexOf.get(key)!] = row[key]!;
    return cells;
  }
}

/** Whole numbers that a double cannot hold exactly, as ids often are, stay whole as strings of their digits. */
function parseKeepingLongIntegers(text: string): JsonValue {
  if (!LONG_INTEGER.test(text)) return JSON.parse(text) as JsonValue;
  const keep = (_key: string, value: JsonValue, context?: { source?: string }): JsonValue =>
    typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
      ? (context?.source ?? value)
      : value;
  return JSON.parse(text, keep) as JsonValue;
}

/** Whether every string, keys too, can be written as UTF-8 and kept in a database. */
function isStorable(value: JsonValue): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
  if (Array.isArray(value)) return value.every(isStorable);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, inner]) => isStorable(key) && isStorable(inner));
}
