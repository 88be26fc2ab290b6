import { isUtf8 } from 'node:buffer';
import { InvalidInputError } from '../../lib/errors.js';
import type { WordVectors } from './word-vectors.js';

/** More than any machine that trains words has room for: a file that claims more lies. */
export const MAX_VALUES = 2 ** 32;
export const MAX_DIMENSIONS = 10_000;
/** As long as words may be that are trained. */
export const MAX_WORD_BYTES = 1000;

const PART_VALUES = 2 ** 18;

/** Gathers what a file holds into parts, and refuses what no table of word vectors holds. */
export class VectorParts {
  private readonly known = new Set<string>();
  private words: string[] = [];
  private table: Float32Array;
  private readonly partWords: number;

  constructor(readonly dimensions: number) {
    this.partWords = Math.max(1, Math.floor(PART_VALUES / dimensions));
    this.table = new Float32Array(this.partWords * dimensions);
  }

  /** Words so far. */
  get count(): number {
    return this.known.size;
  }

  get full(): boolean {
    return this.words.length === this.partWords;
  }

  /**
   * Begins the row of a word.
   * @param place of the word, for people: "Line 5"
   * @returns where its values go
   */
  begin(bytes: Uint8Array, place: string): Float32Array {
    const word = wordOf(bytes, place);
    if (this.known.has(word))
      throw new InvalidInputError(`${place}: the word "${word}" comes twice. Each has one vector.`);
    if ((this.known.size + 1) * this.dimensions > MAX_VALUES)
      throw new InvalidInputError(`The file has more than ${this.known.size} words of ${this.dimensions} numbers.`);
    this.known.add(word);
    const start = this.words.length * this.dimensions;
    this.words.push(word);
    return this.table.subarray(start, start + this.dimensions);
  }

  /** What was gathered since the last part. */
  part(): WordVectors {
    const { dimensions, words, table } = this;
    [this.words, this.table] = [[], new Float32Array(table.length)];
    return { words, vectors: table.subarray(0, words.length * dimensions), dimensions };
  }
}

/** @throws {InvalidInputError} when the bytes are no word */
export function wordOf(bytes: Uint8Array, place: string): string {
  if (bytes.length === 0) throw new InvalidInputError(`${place}: there is no word before its numbers.`);
  if (bytes.length > MAX_WORD_BYTES)
    throw new InvalidInputError(`${place}: the word has ${bytes.length} bytes; at most ${MAX_WORD_BYTES} are taken.`);
  if (!isUtf8(bytes)) throw new InvalidInputError(`${place}: the word is not UTF-8.`);
  const word = Buffer.from(bytes).toString('utf8');
  if (/[\n\r\0]/.test(word)) throw new InvalidInputError(`${place}: the word holds a line break or a zero byte.`);
  return word;
}

/** @throws {InvalidInputError} when the number does not fit into 32 bits, or is none */
export function finite(value: number, place: string): number {
  const single = Math.fround(value);
  if (Number.isFinite(single)) return single;
  throw new InvalidInputError(`${place}: what should be a number is none, or not finite.`);
}
