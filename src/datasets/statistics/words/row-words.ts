import { normalizeText } from '../../../text/normalize.js';
import { forEachWordSpan } from '../../../text/tokenize.js';
import { forEachAsciiWord } from './ascii-words.js';

const NOT_ASCII = /[^\0-\x7f]/;
const FIRST_CAPACITY = 4096;

/** Reads the words of one text after the other, without a string per word. */
export class RowWords {
  /** UTF-16 units of the normalized text that was read last. */
  units = new Uint16Array(FIRST_CAPACITY);
  private bytes = Buffer.from(this.units.buffer);

  /** Calls `visit` with where each token of `tokenize(text)` lies in `units`. */
  forEach(text: string, visit: (start: number, end: number) => void): void {
    const normalized = normalizeText(text);
    const { length } = normalized;
    if (length > this.units.length) {
      this.units = new Uint16Array(2 * length);
      this.bytes = Buffer.from(this.units.buffer);
    }
    this.bytes.write(normalized, 'utf16le');
    if (NOT_ASCII.test(normalized)) forEachWordSpan(normalized, visit);
    else forEachAsciiWord(this.units, length, visit);
  }
}
