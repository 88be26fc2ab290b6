import type { RatedPair } from './word-test.js';

/** How alike people and a model find pairs of words. */
export interface SimilarityOutcomes {
  /** (pairs,) what people say. */
  readonly ratings: Float32Array;
  /** (pairs,) cosines of the vectors; NaN where a word is unknown. */
  readonly cosines: Float32Array;
}

/** Compares the vectors, of length 1, of both words of each pair. `vectorOf` gives null for an unknown word. */
export function similarityOf(
  pairs: readonly RatedPair[],
  vectorOf: (word: string) => Float32Array | null,
): SimilarityOutcomes {
  const cosines = Float32Array.from(pairs, ({ words }) => {
    const [left, right] = words.map(vectorOf);
    return left && right ? left.reduce((sum, value, at) => sum + value * right[at]!, 0) : NaN;
  });
  return { ratings: Float32Array.from(pairs, ({ rating }) => rating), cosines };
}

/** Numbers of the pairs whose words are both known. */
export function coveredPairs({ cosines }: SimilarityOutcomes): Int32Array {
  return Int32Array.from([...cosines.keys()].filter((at) => !Number.isNaN(cosines[at])));
}

/**
 * Spearman's rank correlation of ratings and cosines, −1 to 1; equal values share the mean of their ranks.
 * @param pairs numbers of pairs, with repetitions in a bootstrap
 * @returns null with fewer than two pairs, or when all are alike
 */
export function rankCorrelation({ ratings, cosines }: SimilarityOutcomes, pairs: Int32Array): number | null {
  if (pairs.length < 2) return null;
  return pearson(
    ranks(Float32Array.from(pairs, (pair) => ratings[pair]!)),
    ranks(Float32Array.from(pairs, (pair) => cosines[pair]!)),
  );
}

/** Ranks from 1; equal values share the mean of theirs. */
function ranks(values: Float32Array): Float64Array {
  const order = Uint32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  const result = new Float64Array(values.length);
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let at = start; at < end; at++) result[order[at]!] = (start + end + 1) / 2;
  }
  return result;
}

/** Both have the mean of 1 to n. */
function pearson(x: Float64Array, y: Float64Array): number | null {
  const mean = (x.length + 1) / 2;
  let [both, squaresX, squaresY] = [0, 0, 0];
  for (let at = 0; at < x.length; at++) {
    const [fromX, fromY] = [x[at]! - mean, y[at]! - mean];
    both += fromX * fromY;
    squaresX += fromX * fromX;
    squaresY += fromY * fromY;
  }
  const spread = Math.sqrt(squaresX * squaresY);
  return spread === 0 ? null : both / spread;
}
