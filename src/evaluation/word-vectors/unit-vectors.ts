import type { WordVectors } from '../../text/word-vectors/word-vectors.js';
import { scaleRows, type WordRows } from './word-rows.js';

/** Vectors of length 1 in memory, found by their words. */
export class UnitVectors implements WordRows {
  readonly words: readonly string[];
  readonly dimensions: number;
  private readonly rows: Float32Array;
  private readonly numbers: ReadonlyMap<string, number>;

  /** @param most only so many words, the first: rare words make neighbours that nobody wants */
  constructor({ words, vectors, dimensions }: WordVectors, most = Infinity) {
    this.words = words.slice(0, most);
    this.dimensions = dimensions;
    this.rows = vectors.slice(0, this.words.length * dimensions);
    this.numbers = new Map(this.words.map((word, at) => [word, at]));
    scaleRows(this.rows, dimensions);
  }

  numberOf(word: string): number | undefined {
    return this.numbers.get(word);
  }

  row(word: number): Float32Array {
    return this.rows.subarray(word * this.dimensions, (word + 1) * this.dimensions);
  }

  read(start: number, count: number): Promise<Float32Array> {
    return Promise.resolve(this.rows.subarray(start * this.dimensions, (start + count) * this.dimensions));
  }
}
