/** The kernels' coins have 16 bits. */
const COIN = 65_536;

/** Vose's alias tables of counts to a power: a coin of 16 bits decides between a word and its alias. */
export function writeAliases(entries: Uint32Array, counts: Float64Array, power: number): void {
  const weights = counts.map((count) => count ** power);
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  const shares = weights.map((weight) => weight / mean);
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
