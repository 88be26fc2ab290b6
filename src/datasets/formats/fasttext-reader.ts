import type { Cell } from './cell.js';
import type { RecordReader } from './record-reader.js';

/** What a word begins with that is a label. */
export const FASTTEXT_LABEL = '__label__';
const LABELS = new RegExp(`(^|\\s)${FASTTEXT_LABEL}(\\S+)`, 'g');
const BLANK = /^\s*$/;

/** Rows of what `fasttext supervised` learns from: a text a line, whose words that begin with "__label__" are its labels wherever they stand. */
export class FastTextReader implements RecordReader {
  readonly columnNames = ['labels', 'text'];

  read(line: string): Cell[] | null {
    if (BLANK.test(line)) return null;
    const labels = Array.from(line.matchAll(LABELS), ([, , label]) => label!);
    return [labels, line.replace(LABELS, '').trim()];
  }
}
