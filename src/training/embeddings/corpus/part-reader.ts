import { closeSync, openSync, readFileSync, readSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { blankAscii } from '../../../text/blank-ascii.js';
import { isAscii } from '../../../text/normalize.js';
import { forEachWord } from '../../../text/word-cut.js';
import type { CutLines, FilePart } from './corpus-messages.js';
import { forEachBlock, LEFT_OUT, SENTENCE_END } from './ids-file.js';
import { CHUNK_BYTES, type FilledTable, WordTable } from './word-table.js';

const ID_BYTES = 4;
const LINE_FEED = 0x0a;

/** Ids that were written before words were numbered anew, and the file of their new numbers. */
interface Renumbering {
  readonly end: number;
  readonly path: string;
}

/**
 * Reads a part of a corpus once: its words get numbers in the order in which they first come, which go to a file; when those of all
 * parts are known, numbers are exchanged.
 */
export class PartReader {
  private readonly table: WordTable;
  private readonly firstIds: string;
  private readonly file: number;
  private ids = 0;
  private readonly encoder = new TextEncoder();
  /** Bytes of the table's input that wait to be scanned. */
  private waiting = 0;
  private readonly renumberings: Renumbering[] = [];

  /** @param idsPath temporary files are beside it */
  constructor(
    private readonly idsPath: string,
    mostWords?: number,
  ) {
    this.table = new WordTable(mostWords === undefined ? {} : { mostWords });
    this.firstIds = `${idsPath}.first`;
    this.file = openSync(this.firstIds, 'w');
  }

  readFile({ path, start, end }: FilePart): void {
    const file = openSync(path, 'r');
    for (let at = start; at < end;) {
      const read = readSync(file, this.table.input, 0, Math.min(CHUNK_BYTES, end - at), at);
      if (read === 0) break;
      this.scan(read);
      at += read;
    }
    closeSync(file);
  }

  /** Each line is a sentence. */
  readLines({ lines, cut }: CutLines): void {
    if (!this.putAscii(lines)) for (const line of lines.split('\n')) this.putLine(line, cut);
    this.flush();
  }

  /** Ends the last sentence. */
  count(): FilledTable {
    this.table.finish(this.onIds, this.onGivenUp);
    closeSync(this.file);
    return this.table;
  }

  /**
   * Tells the ids of the text with other numbers. To be called once.
   * @param numbers of each word, by its number here
   */
  renumber(numbers: Int32Array, put: (id: number) => void): void {
    let from = 0;
    for (const { end, path } of [...this.composed(numbers), { end: this.ids, path: null }]) {
      const current = path === null ? numbers : numbersIn(path);
      forEachBlock(this.firstIds, from, end, (ids) => {
        for (const id of ids) put(id === SENTENCE_END ? id : current[id]!);
      });
      from = end;
      if (path !== null) rmSync(path);
    }
    rmSync(this.firstIds);
  }

  private putLine(line: string, cut: CutLines['cut']): void {
    if (this.putAscii(line)) return;
    let words = '';
    forEachWord(line, cut, (word) => (words += `${word} `));
    this.put(`${words}\n`);
  }

  /** Most texts by far, at several times the speed. False when it is not of ASCII only, or long. */
  private putAscii(lines: string): boolean {
    if (!isAscii(lines)) return false;
    const text = lines.toLowerCase();
    if (text.length >= CHUNK_BYTES - this.waiting) this.flush();
    if (text.length >= CHUNK_BYTES) return false;
    const bytes = this.table.input.subarray(this.waiting, this.waiting + text.length);
    const { written } = this.encoder.encodeInto(text, bytes);
    blankAscii(bytes);
    this.table.input[this.waiting + written] = LINE_FEED;
    this.waiting += written + 1;
    return true;
  }

  private put(words: string): void {
    for (let at = 0; at < words.length;) {
      const { read, written } = this.encoder.encodeInto(words.slice(at), this.table.input.subarray(this.waiting));
      at += read;
      this.waiting += written;
      if (at < words.length) this.flush();
    }
  }

  private flush(): void {
    this.scan(this.waiting);
    this.waiting = 0;
  }

  private scan(length: number): void {
    this.table.scan(length, this.onIds, this.onGivenUp);
  }

  private readonly onIds = (ids: Uint8Array): void => {
    for (let at = 0; at < ids.length;) at += writeSync(this.file, ids, at);
    this.ids += ids.length / ID_BYTES;
  };

  private readonly onGivenUp = (numbers: Int32Array): void => {
    const path = `${this.idsPath}.numbers.${this.renumberings.length}`;
    writeFileSync(path, numbers);
    this.renumberings.push({ end: this.ids, path });
  };

  /** Numbers of words were changed each time that rare ones were given up: each file gets all changes that followed. */
  private composed(last: Int32Array): readonly Renumbering[] {
    let next = last;
    for (const { path } of this.renumberings.toReversed()) {
      next = numbersIn(path).map((number) => (number < 0 ? LEFT_OUT : next[number]!));
      writeFileSync(path, next);
    }
    return this.renumberings;
  }
}

function numbersIn(path: string): Int32Array {
  const bytes = readFileSync(path);
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / ID_BYTES);
}
