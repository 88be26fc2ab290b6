import { type SubwordSettings, subwordBuckets } from '../../../../text/word-vectors/subwords.js';

/**
 * Which rows the words of a vocabulary are made of. Rows that the very same words are made of would always move alike: they
 * are one row here, with a weight. So only parts that some word has take room, and a word's rows are few: most of a rare
 * word's parts are in no other. The rows of words come first, in their order.
 */
export interface SubwordRows {
  readonly rowCount: number;
  /** Where the rows of each word begin; one more entry than there are words. */
  readonly starts: Uint32Array;
  /** Rows of the words, one word's behind the other. */
  readonly rows: Uint32Array;
  /** Share of each in the mean that is the word's vector. */
  readonly weights: Float32Array;
  /** Of each word, itself and its parts: what its mean is over. */
  readonly sizes: Float32Array;
  /** Buckets that some word has, in ascending order, and the row of each. */
  readonly buckets: Uint32Array;
  readonly bucketRows: Uint32Array;
}

const NONE = -1;
const FIRST_SEEN = 1;

/** Buckets in the order in which words first have them, and which words have which. */
class Buckets {
  /** Number of each bucket in that order. */
  private readonly numbers: Int32Array;
  readonly found: number[] = [];
  /** Two hashes of the words that have it, in their order: together 53 bits. */
  private readonly low: number[] = [];
  private readonly high: number[] = [];

  constructor(count: number) {
    this.numbers = new Int32Array(count).fill(NONE);
  }

  numberOf(bucket: number): number {
    return this.numbers[bucket]!;
  }

  add(bucket: number, word: number): void {
    let number = this.numberOf(bucket);
    if (number === NONE) {
      number = this.found.push(bucket) - 1;
      this.numbers[bucket] = number;
      this.low.push(FIRST_SEEN);
      this.high.push(FIRST_SEEN);
    }
    this.low[number] = mix(this.low[number]!, word, 0x9e3779b1);
    this.high[number] = mix(this.high[number]!, word, 0x85ebca6b);
  }

  ownersOf(number: number): number {
    return keyOf(this.low[number]!, this.high[number]!);
  }
}

/** @param words the vocabulary in UTF-8 */
export function subwordRows(words: readonly Uint8Array[], settings: SubwordSettings): SubwordRows {
  const buckets = new Buckets(settings.buckets);
  const parts = words.map((word) => subwordBuckets(word, settings));
  parts.forEach((part, word) => {
    for (const bucket of part) buckets.add(bucket, word);
  });
  const { rowOf, rowCount } = groupByOwners(buckets, words.length);
  const members = new Uint32Array(rowCount);
  members.fill(1, 0, words.length);
  const leaders = new Int32Array(rowCount).fill(NONE);
  leaders.fill(-2, 0, words.length);
  rowOf.forEach((row, number) => {
    members[row]!++;
    if (leaders[row] === NONE) leaders[row] = number;
  });
  const starts = new Uint32Array(words.length + 1);
  const rows: number[] = [];
  const weights: number[] = [];
  parts.forEach((part, word) => {
    const size = part.length + 1;
    const own = [word, ...part.map((bucket) => buckets.numberOf(bucket)).filter((at) => leaders[rowOf[at]!] === at)];
    own.forEach((at, place) => {
      const row = place === 0 ? at : rowOf[at]!;
      rows.push(row);
      weights.push(members[row]! / size);
    });
    starts[word + 1] = rows.length;
  });
  const order = Uint32Array.from(buckets.found.keys()).sort((a, b) => buckets.found[a]! - buckets.found[b]!);
  return {
    rowCount,
    starts,
    rows: Uint32Array.from(rows),
    weights: Float32Array.from(weights),
    sizes: Float32Array.from(parts, (part) => part.length + 1),
    buckets: order.map((number) => buckets.found[number]!),
    bucketRows: order.map((number) => rowOf[number]!),
  };
}

/** The row of each bucket. Those that one word alone has, once, share the word's own. */
function groupByOwners(buckets: Buckets, wordCount: number): { rowOf: Uint32Array; rowCount: number } {
  const rows = new Map<number, number>();
  for (let word = 0; word < wordCount; word++)
    rows.set(keyOf(mix(FIRST_SEEN, word, 0x9e3779b1), mix(FIRST_SEEN, word, 0x85ebca6b)), word);
  let rowCount = wordCount;
  const rowOf = Uint32Array.from(buckets.found, (_, number) => {
    const owners = buckets.ownersOf(number);
    const known = rows.get(owners);
    if (known !== undefined) return known;
    rows.set(owners, rowCount);
    return rowCount++;
  });
  return { rowOf, rowCount };
}

function mix(hash: number, word: number, factor: number): number {
  const mixed = Math.imul(hash ^ (word + 1), factor);
  return (mixed ^ (mixed >>> 15)) + 1;
}

function keyOf(low: number, high: number): number {
  return (low >>> 0) * 2 ** 21 + ((high >>> 0) & 0x1fffff);
}
