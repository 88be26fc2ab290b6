import type { Cell } from './cell.js';
import type { RecordReader } from './record-reader.js';

const BLANK = /^\s*$/;

/** Rows of plain text: every line that is not blank, in one column. */
export class PlainTextReader implements RecordReader {
  readonly columnNames = ['text'];

  read(text: string): Cell[] | null {
    return BLANK.test(text) ? null : [text];
  }
}
