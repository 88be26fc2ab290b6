import { InvalidInputError } from '../../lib/errors.js';
import type { UnitVectors } from './unit-vectors.js';

/** How alike people find two words. */
export interface RatedPair {
  readonly words: readonly [string, string];
  readonly rating: number;
}

export interface SimilarityScore {
  /** Spearman's rank correlation of ratings and cosines, −1 to 1; null with fewer than two known pairs. */
  readonly correlation: number | null;
  /** Pairs whose words are both known. */
  readonly covered: number;
  readonly pairs: number;
}

/**
 * Reads two words and a number a line, as WordSim-353 and MEN have them; a first line of names is passed over.
 * @throws {InvalidInputError} naming the line that is none
 */
export function parseRatedPairs(text: string): RatedPair[] {
  return text.split(/\r?\n/).flatMap((line, at) => {
    if (line.trim() === '' || line.startsWith('#')) return [];
    const [first, second, rating] = line.trim().split(/[\s,;]+/);
    if (first && second && rating !== undefined && Number.isFinite(Number(rating)))
      return [{ words: [first, second], rating: Number(rating) }];
    if (at === 0) return [];
    throw new InvalidInputError(`Line ${at + 1} does not hold two words and a number: "${line.slice(0, 80)}".`);
  });
}

/** How well cosines agree with ratings. Pairs with an unknown word do not count. Case is ignored. */
export function scoreSimilarity(vectors: UnitVectors, pairs: readonly RatedPair[]): SimilarityScore {
  const known = pairs.flatMap(({ words, rating }) => {
    const [a, b] = words.map((word) => vectors.numberOf(word.toLowerCase()));
    if (a === undefined || b === undefined) return [];
    const [left, right] = [vectors.row(a), vectors.row(b)];
    return [{ rating, cosine: left.reduce((sum, value, at) => sum + value * right[at]!, 0) }];
  });
  const correlation =
    known.length < 2
      ? null
      : pearson(ranks(known.map(({ rating }) => rating)), ranks(known.map(({ cosine }) => cosine)));
  return { correlation, covered: known.length, pairs: pairs.length };
}

/** Ranks from 1; equal values share the mean of theirs. */
function ranks(values: readonly number[]): number[] {
  const order = values.map((_, at) => at).sort((a, b) => values[a]! - values[b]!);
  const result = new Array<number>(values.length);
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let at = start; at < end; at++) result[order[at]!] = (start + end + 1) / 2;
  }
  return result;
}

function pearson(x: readonly number[], y: readonly number[]): number | null {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  const products = (a: readonly number[], b: readonly number[], meanA: number, meanB: number) =>
    a.reduce((sum, value, at) => sum + (value - meanA) * (b[at]! - meanB), 0);
  const spread = Math.sqrt(products(x, x, meanX, meanX) * products(y, y, meanY, meanY));
  return spread === 0 ? null : products(x, y, meanX, meanY) / spread;
}
