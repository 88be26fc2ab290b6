/** How often each word is kept, at most 1: the formula of word2vec.c. @param subsample 0 keeps all */
export function keptShares(counts: Float64Array, tokenCount: number, subsample: number): Float64Array {
  return counts.map((count) => {
    const excess = count / (subsample * tokenCount);
    return subsample > 0 ? Math.min(1, (Math.sqrt(excess) + 1) / excess) : 1;
  });
}
