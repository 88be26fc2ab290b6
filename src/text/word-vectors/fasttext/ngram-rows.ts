import { subwordBuckets } from '../subwords.js';
import type { SubwordVectors, WordVectors } from '../word-vectors.js';
import { SENTENCE_END } from './header.js';

const ROWS_AT_ONCE = 2_000;

/** Rows of n-grams by their bucket, as a .bin of fastText holds them behind those of words. */
export class NgramRows {
  private readonly rows = new Map<number, Float32Array>();

  constructor(
    private readonly subwords: SubwordVectors,
    private readonly dimensions: number,
  ) {
    let at = 0;
    for (const some of subwords.rows())
      for (let start = 0; start < some.length; start += dimensions)
        this.rows.set(subwords.withVector[at++]!, some.subarray(start, start + dimensions));
  }

  /** Rows of the words themselves: with those of their n-grams, fastText makes the mean again that their vectors are. */
  ownRows({ words, vectors }: WordVectors): Float32Array {
    const own = Float32Array.from(vectors);
    const { dimensions } = this;
    words.forEach((word, number) => {
      if (word === SENTENCE_END) return;
      const buckets = subwordBuckets(Buffer.from(word), this.subwords);
      const sum = Float64Array.from(
        vectors.subarray(number * dimensions, (number + 1) * dimensions),
        (value) => value * (buckets.length + 1),
      );
      for (const bucket of buckets) this.rows.get(bucket)?.forEach((value, at) => (sum[at]! -= value));
      own.set(sum, number * dimensions);
    });
    return own;
  }

  /** Rows of all buckets in their order; those without a vector are 0. */
  *all(): Generator<Float32Array> {
    const { dimensions } = this;
    const { buckets } = this.subwords;
    for (let from = 0; from < buckets; from += ROWS_AT_ONCE) {
      const some = new Float32Array(Math.min(ROWS_AT_ONCE, buckets - from) * dimensions);
      for (let at = 0; at < some.length / dimensions; at++) {
        const row = this.rows.get(from + at);
        if (row) some.set(row, at * dimensions);
      }
      yield some;
    }
  }
}
