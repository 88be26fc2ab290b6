/** Which parts of a word have vectors of their own, and how many vectors there are for them. */
export interface SubwordSettings {
  /** Shortest part in characters. */
  readonly minNgram: number;
  /** Longest part in characters; 0 for no parts. */
  readonly maxNgram: number;
  /** Parts share vectors when their hashes are alike, modulo this. */
  readonly buckets: number;
}

/** Joined to a word before it is taken apart, so that its beginning and its end are told from its middle. */
const WORD_START = 0x3c;
const WORD_END = 0x3e;
const HASH_START = 0x811c9dc5;
const HASH_PRIME = 0x01000193;
/** fastText hashes bytes as signed characters: those from 128 on reach into the upper bits. */
const SIGN_EXTENSION = 0xffffff00;

/**
 * The buckets of a word's character n-grams, in the order of where they begin, the shorter first; repeated where parts are.
 * The same numbers as fastText's for the same settings.
 * @see Bojanowski et al. 2017, Enriching Word Vectors with Subword Information
 * @param word in UTF-8
 */
export function subwordBuckets(word: Uint8Array, { minNgram, maxNgram, buckets }: SubwordSettings): number[] {
  const found: number[] = [];
  const last = word.length + 1;
  for (let start = 0; start <= last; start++) {
    if (isContinuation(byteAt(word, start))) continue;
    let hash = HASH_START;
    let at = start;
    for (let length = 1; length <= maxNgram && at <= last; length++) {
      do {
        const byte = byteAt(word, at++);
        hash = Math.imul(hash ^ (byte > 127 ? byte | SIGN_EXTENSION : byte), HASH_PRIME);
      } while (at <= last && isContinuation(byteAt(word, at)));
      const isBorder = length === 1 && (start === 0 || at > last);
      if (length >= minNgram && !isBorder) found.push((hash >>> 0) % buckets);
    }
  }
  return found;
}

/** Bytes of `<word>`. */
function byteAt(word: Uint8Array, at: number): number {
  if (at === 0) return WORD_START;
  return at <= word.length ? word[at - 1]! : WORD_END;
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}
