import type { Cell } from './cell.js';

/** Why a record is no row. */
export interface Refused {
  reason: string;
}

/** Makes a row of a record's text. */
export interface RecordReader {
  /** Names of the columns in order: known after the first record at the latest; more may come. */
  readonly columnNames: readonly string[];
  /** The cells in the order of `columnNames`; fewer where the last ones are absent; null when the record is no row, as a header or a blank line. */
  read(text: string, line: number): Cell[] | Refused | null;
}

export function isRefused(read: Cell[] | Refused | null): read is Refused {
  return read !== null && !Array.isArray(read);
}
