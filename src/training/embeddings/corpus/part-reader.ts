import { closeSync, openSync, readFileSync, readSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { endOfUnits } from '../../../text/text-block.js';
import { forEachWord } from '../../../text/word-cut.js';
import type { CorpusCut, CutTexts, FilePart } from './corpus-messages.js';
import { forEachBlock, LEFT_OUT, SENTENCE_END } from './ids-file.js';
import { WordCutter } from './word-cutter.js';
import { CHUNK_BYTES, type FilledTable, WordTable } from './word-table.js';

const ID_BYTES = 4;

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
  private cutter: WordCutter | null = null;
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

  /** Each text is a sentence. */
  readTexts({ block, cut }: CutTexts): void {
    const cutter = this.cutter?.cut === cut ? this.cutter : (this.cutter = new WordCutter(cut));
    cutter.open(block);
    while (!cutter.isOver) {
      const words = cutter.next();
      if (words) this.put(words);
      else {
        const { text, byte } = cutter.position;
        const end = endOfUnits(block.utf8, byte, block.lengths[text]!);
        this.put(wordsOf(Buffer.from(block.utf8.subarray(byte, end)).toString(), cut));
        cutter.passOver(end - byte);
      }
    }
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
   * @param put told a block after the other: it is overwritten after that
   */
  renumber(numbers: Int32Array, put: (ids: Int32Array) => void): void {
    let from = 0;
    for (const { end, path } of [...this.composed(numbers), { end: this.ids, path: null }]) {
      const current = path === null ? numbers : numbersIn(path);
      forEachBlock(this.firstIds, from, end, (ids) => {
        for (let at = 0; at < ids.length; at++) if (ids[at] !== SENTENCE_END) ids[at] = current[ids[at]!]!;
        put(ids);
      });
      from = end;
      if (path !== null) rmSync(path);
    }
    rmSync(this.firstIds);
  }

  private put(words: Uint8Array): void {
    const { input } = this.table;
    for (let at = 0; at < words.length;) {
      if (this.waiting === input.length) this.flush();
      const piece = words.subarray(at, at + input.length - this.waiting);
      input.set(piece, this.waiting);
      this.waiting += piece.length;
      at += piece.length;
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

function wordsOf(text: string, cut: CorpusCut): Uint8Array {
  let words = '';
  forEachWord(text, cut, (word) => (words += `${word} `));
  return Buffer.from(`${words}\n`);
}
