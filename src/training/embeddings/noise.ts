/** The kernels' coins have 16 bits. */
const COIN = 65_536;

/** Noise words are drawn by their counts to this power: word2vec.c's, and fastText's. */
export const NOISE_POWER = 0.75;
export const SUBWORD_NOISE_POWER = 0.5;

/** The share of each word among noise words: its count to a power, over the sum of all. */
export function noiseShares(counts: Float64Array, power: number): Float64Array {
  const weights = counts.map((count) => count ** power);
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** Vose's alias tables of counts to a power: a coin of 16 bits decides between a word and its alias. */
export function writeAliases(entries: Uint32Array, counts: Float64Array, power: number): void {
  const shares = noiseShares(counts, power).map((share) => share * counts.length);
  const small: number[] = [];
  const large: number[] = [];
  shares.forEach((share, word) => (share < 1 ? small : large).push(word));
  const set = (word: number, share: number, alias: number) => {
    entries[2 * word] = Math.round(share * COIN);
    entries[2 * word + 1] = alias;
  };
  while (small.length > 0 && large.length > 0) {
    const poor = small.pop()!;
    const rich = large.pop()!;
    set(poor, shares[poor]!, rich);
    shares[rich]! -= 1 - shares[poor]!;
    (shares[rich]! < 1 ? small : large).push(rich);
  }
  for (const word of [...small, ...large]) set(word, 1, word);
}
