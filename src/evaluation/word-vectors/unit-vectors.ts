import type { WordVectors } from '../../text/word-vectors/word-vectors.js';

/** Vectors of length 1, found by their words. */
export class UnitVectors {
  readonly rows: Float32Array;
  readonly dimensions: number;
  private readonly numbers: ReadonlyMap<string, number>;

  /** @param most only so many words, the first: rare words make neighbours that nobody wants */
  constructor({ words, vectors, dimensions }: WordVectors, most = Infinity) {
    const count = Math.min(words.length, most);
    this.dimensions = dimensions;
    this.rows = vectors.slice(0, count * dimensions);
    this.numbers = new Map(words.slice(0, count).map((word, at) => [word, at]));
    for (let word = 0; word < count; word++) {
      const row = this.row(word);
      const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
      if (length > 0) for (let at = 0; at < dimensions; at++) row[at]! /= length;
    }
  }

  get size(): number {
    return this.numbers.size;
  }

  numberOf(word: string): number | undefined {
    return this.numbers.get(word);
  }

  row(word: number): Float32Array {
    return this.rows.subarray(word * this.dimensions, (word + 1) * this.dimensions);
  }

  /** Cosines of a vector and every word, if the vector has length 1. */
  dots(vector: Float32Array, into: Float32Array): void {
    const { rows, dimensions } = this;
    for (let word = 0, start = 0; word < this.size; word++, start += dimensions) {
      let even = 0;
      let odd = 0;
      for (let at = 0; at < dimensions; at += 2) {
        even += rows[start + at]! * vector[at]!;
        odd += at + 1 < dimensions ? rows[start + at + 1]! * vector[at + 1]! : 0;
      }
      into[word] = even + odd;
    }
  }
}
