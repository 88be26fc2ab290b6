import { InvalidInputError } from '../../lib/errors.js';
import { NgramReader, type NgramSettings } from '../../text/ngrams.js';
import type { FeatureIndex } from './feature-index.js';
import { NgramTable } from './ngram-table.js';

const HEADER = 'kind\tngram\trows';
const WORD = 'word';
const CHARACTER = 'character';
const LINE_BREAK = '\n'.charCodeAt(0);
const SPACE = ' '.charCodeAt(0);
const FIRST_OF_WORD = WORD.charCodeAt(0);

/** One n-gram of a vocabulary: its words with one space between, or its characters. */
export interface VocabularyEntry {
  readonly isWord: boolean;
  readonly text: string;
}

/** The n-grams that a model knows, most frequent first: an n-gram's place is its column. */
export class Vocabulary implements FeatureIndex {
  private constructor(
    private readonly table: NgramTable,
    readonly documentFrequencies: Uint32Array,
    private readonly file: Uint8Array,
  ) {}

  /** @param entries of the keys in `table`, in the order of their numbers */
  static of(table: NgramTable, entries: readonly VocabularyEntry[], documentFrequencies: Uint32Array): Vocabulary {
    const lines = entries.map(
      ({ isWord, text }, column) => `${isWord ? WORD : CHARACTER}\t${text}\t${documentFrequencies[column]!}\n`,
    );
    return new Vocabulary(table, documentFrequencies, Buffer.from(`${HEADER}\n${lines.join('')}`, 'utf8'));
  }

  get size(): number {
    return this.table.size;
  }

  find(low: number, high: number): number {
    return this.table.find(low, high);
  }

  /** A file of tab-separated lines (kind, n-gram, training rows that hold it) that a person can read. */
  toBytes(): Uint8Array {
    return this.file;
  }

  /**
   * Reads what `toBytes` wrote.
   * @throws {InvalidInputError} naming the line that is no n-gram of these settings
   */
  static fromBytes(bytes: Uint8Array, settings: NgramSettings): Vocabulary {
    const [header, ...lines] = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      .toString('utf8')
      .split('\n');
    if (header !== HEADER || lines.pop() !== '')
      throw new InvalidInputError(`A vocabulary starts with the line "${HEADER}" and ends with a line break.`);
    const table = new NgramTable(lines.length + 1);
    const documentFrequencies = new Uint32Array(lines.length);
    const readers = {
      [WORD]: new NgramReader({ ...settings, characterNgrams: 0 }),
      [CHARACTER]: new NgramReader({ ...settings, wordNgrams: 0 }),
    };
    lines.forEach((line, column) => {
      const [kind, text = '', rows] = line.split('\t');
      const reader = kind === WORD || kind === CHARACTER ? readers[kind] : null;
      const at = reader ? wholeNgram(reader, text) : -1;
      if (!reader || at < 0 || table.insert(reader.low[at]!, reader.high[at]!) !== column)
        throw new InvalidInputError(
          `Line ${column + 2} of the vocabulary is no new n-gram of its settings: "${line}".`,
        );
      documentFrequencies[column] = Number(rows);
    });
    return new Vocabulary(table, documentFrequencies, bytes);
  }
}

/** The first `size` n-grams of the file of a vocabulary, as a file. */
export function firstNgrams(file: Uint8Array, size: number): Uint8Array {
  let end = 0;
  for (let line = 0; line <= size; line++) end = file.indexOf(LINE_BREAK, end) + 1;
  return file.subarray(0, end);
}

/** A part of the n-grams of a vocabulary, in its order. */
export interface SelectedNgrams {
  /** The file of a vocabulary of them. */
  readonly file: Uint8Array;
  /** (columns of the whole) column of each in the part, or -1. */
  readonly columns: Int32Array;
  /** (columns of the part) columns that they have in the whole. */
  readonly kept: Int32Array;
}

/** Those of at most so many words, and those of characters. @param size n-grams of the file */
export function shorterNgrams(file: Uint8Array, size: number, wordNgrams: number): SelectedNgrams {
  const columns = new Int32Array(size).fill(-1);
  const kept = new Int32Array(size);
  const selected = new Uint8Array(file.length);
  let start = file.indexOf(LINE_BREAK) + 1;
  selected.set(file.subarray(0, start));
  let [count, end] = [0, start];
  for (let column = 0; column < size; column++) {
    const next = file.indexOf(LINE_BREAK, start) + 1;
    if (wordCount(file, start, next) <= wordNgrams) {
      selected.set(file.subarray(start, next), end);
      end += next - start;
      columns[column] = count;
      kept[count++] = column;
    }
    start = next;
  }
  return { file: selected.subarray(0, end), columns, kept: kept.subarray(0, count) };
}

/** Words of the n-gram in a line; 0 for one of characters. */
function wordCount(file: Uint8Array, start: number, end: number): number {
  if (file[start] !== FIRST_OF_WORD) return 0;
  let words = 1;
  for (let at = start; at < end; at++) if (file[at] === SPACE) words++;
  return words;
}

/** The number of the n-gram that spans the whole text, or -1. */
function wholeNgram(reader: NgramReader, text: string): number {
  reader.read(text);
  for (let at = 0; at < reader.count; at++) {
    if (reader.starts[at] === 0 && reader.ends[at] === text.length) return at;
  }
  return -1;
}
