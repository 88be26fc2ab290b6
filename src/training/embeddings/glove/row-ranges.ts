/** Pairs in the rows of a range at most, but for a row that has more by itself. */
export const RANGE_PAIRS = 2 ** 17;

/**
 * Cuts the rows of a table of pairs into ranges that can be in memory at once. A pair is in the row of its rarer word, so a row has no more pairs than
 * there are words before it, nor than its word has neighbours.
 * @param counts occurrences of each word, the most frequent first
 * @returns where each range begins, and at the end how many rows there are
 */
export function rowRanges(counts: Float64Array, window: number): Uint32Array {
  const borders = [0];
  let pairs = 0;
  for (let row = 0; row < counts.length; row++) {
    const here = Math.min(row + 1, 2 * window * counts[row]!);
    if (pairs > 0 && pairs + here > RANGE_PAIRS) {
      borders.push(row);
      pairs = 0;
    }
    pairs += here;
  }
  return Uint32Array.from([...borders, counts.length]);
}
