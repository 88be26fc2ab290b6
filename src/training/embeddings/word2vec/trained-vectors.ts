import type { SubwordRows } from './memory/subword-rows.js';

/** Vectors of the parts of words that some word of the vocabulary has. */
export interface TrainedSubwords {
  /** In ascending order. */
  readonly buckets: Uint32Array;
  /** The row of each bucket in `vectors`: those that the very same words have share one. */
  readonly rows: Uint32Array;
  readonly vectors: Float32Array;
}

/** The vector of each word: the mean of its rows. */
export function wordsFromRows(
  table: Float32Array,
  { starts, rows, weights }: SubwordRows,
  dimensions: number,
): Float32Array {
  const vectors = new Float32Array((starts.length - 1) * dimensions);
  const sum = new Float64Array(dimensions);
  for (let word = 0; word + 1 < starts.length; word++) {
    sum.fill(0);
    for (let entry = starts[word]!; entry < starts[word + 1]!; entry++) {
      const row = rows[entry]! * dimensions;
      for (let at = 0; at < dimensions; at++) sum[at]! += weights[entry]! * table[row + at]!;
    }
    vectors.set(sum, word * dimensions);
  }
  return vectors;
}

/** The rows that parts of words have, without those of whole words only. */
export function trainedSubwords(table: Float32Array, subwords: SubwordRows, dimensions: number): TrainedSubwords {
  const numbers = new Map<number, number>();
  const rows = subwords.bucketRows.map((row) => {
    if (!numbers.has(row)) numbers.set(row, numbers.size);
    return numbers.get(row)!;
  });
  const vectors = new Float32Array(numbers.size * dimensions);
  for (const [row, number] of numbers)
    vectors.set(table.subarray(row * dimensions, (row + 1) * dimensions), number * dimensions);
  return { buckets: subwords.buckets, rows, vectors };
}
