const HASH_START = 0x811c9dc5;
const HASH_PRIME = 0x01000193;
const NOT_ASCII = /[^\0-\x7f]/;
const { imul } = Math;

/** fastText's hash of a word in UTF-8: FNV-1a, but bytes are taken as signed. */
export function wordHash(word: string): number {
  let hash = HASH_START;
  if (NOT_ASCII.test(word)) for (const byte of Buffer.from(word)) hash = imul(hash ^ ((byte << 24) >> 24), HASH_PRIME);
  else for (let at = 0; at < word.length; at++) hash = imul(hash ^ word.charCodeAt(at), HASH_PRIME);
  return hash;
}

/** What fastText multiplies the hash of an n-gram by before it adds the next word's, modulo 2^64. */
const FACTOR = 116_049_371;
const TWO_16 = 2 ** 16;
const TWO_32 = 2 ** 32;

/**
 * Appends the buckets of the n-grams of two to `longest` words, by their first word, the shorter first: the same numbers as fastText's for the
 * same settings.
 * @see Joulin et al. 2016, Bag of Tricks for Efficient Text Classification
 * @param hashes `wordHash` of each word
 * @param buckets at most 2^24: hashes are taken modulo this
 */
export function appendWordNgrams(
  hashes: ArrayLike<number>,
  longest: number,
  buckets: number,
  into: { push(bucket: number): unknown },
): void {
  const upperUnit = TWO_32 % buckets;
  for (let first = 0; first < hashes.length; first++) {
    let low = hashes[first]! >>> 0;
    let high = hashes[first]! < 0 ? 0xffff_ffff : 0;
    const end = Math.min(hashes.length, first + longest);
    for (let next = first + 1; next < end; next++) {
      // The 64-bit product from halves whose products a double holds exactly.
      const lower = (low & 0xffff) * FACTOR;
      const upper = (low >>> 16) * FACTOR;
      const hash = hashes[next]!;
      const sum = lower + (upper % TWO_16) * TWO_16 + (hash >>> 0);
      const carry = Math.floor(sum / TWO_32) + Math.floor(upper / TWO_16) + (hash < 0 ? -1 : 0);
      high = (imul(high, FACTOR) + carry) >>> 0;
      low = sum % TWO_32;
      into.push(((high % buckets) * upperUnit + low) % buckets);
    }
  }
}
