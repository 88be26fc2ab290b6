const FIRST_SLOTS = 2 ** 16;
const FIRST_ARENA_BYTES = 2 ** 20;
const LOAD_LIMIT = 0.6;
const HASH_START = 0x811c9dc5;
const HASH_PRIME = 0x01000193;
const SPACE = 0x20;

/** Different words that are counted at a time: with more, rare ones are given up. */
const MOST_WORDS = 2 ** 22;
/** When they are given up, at least this share is. */
const GIVEN_UP_SHARE = 0.5;

/** Words longer than this are left out: they are no words. */
export const MAX_WORD_BYTES = 1000;

/**
 * Words and how often they occur, without a string per word: their bytes lie in one array, found by an open-addressing
 * table over their FNV-1a hash.
 */
export class WordTable {
  /** Where the bytes of each word begin; one more entry than there are words. */
  starts = new Uint32Array(FIRST_SLOTS);
  counts = new Float64Array(FIRST_SLOTS);
  bytes = new Uint8Array(FIRST_ARENA_BYTES);
  size = 0;
  /** By how much a count may be too low: words that were given up for their low counts may have come again. */
  countError = 0;
  private slots = new Int32Array(FIRST_SLOTS * 2).fill(-1);
  private hashes = new Uint32Array(FIRST_SLOTS);

  /** @param mostWords how many different words it holds at most, for bounded memory */
  constructor(private readonly mostWords = MOST_WORDS) {}

  /** Counts the word in `bytes` from `start` to `end`. */
  add(bytes: Uint8Array, start: number, end: number, hash: number, count = 1): void {
    const slot = this.slotOf(bytes, start, end, hash);
    const known = this.slots[slot]!;
    if (known >= 0) {
      this.counts[known]! += count;
      return;
    }
    this.slots[slot] = this.append(bytes, start, end, hash);
    this.counts[this.size - 1] = count;
    if (this.size === this.mostWords) this.giveUpRareWords();
    if (this.size > this.slots.length * LOAD_LIMIT) this.growSlots();
  }

  /** Number of a word; −1 when it is not known. */
  find(bytes: Uint8Array, start: number, end: number, hash: number): number {
    return this.slots[this.slotOf(bytes, start, end, hash)]!;
  }

  private slotOf(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const mask = this.slots.length - 1;
    const length = end - start;
    for (let slot = (hash ^ (hash >>> 15)) & mask; ; slot = (slot + 1) & mask) {
      const word = this.slots[slot]!;
      if (word < 0) return slot;
      if (this.hashes[word] !== hash) continue;
      const from = this.starts[word]!;
      if (this.starts[word + 1]! - from !== length) continue;
      let at = 0;
      while (at < length && this.bytes[from + at] === bytes[start + at]) at++;
      if (at === length) return slot;
    }
  }

  private append(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const word = this.size++;
    if (word + 2 > this.starts.length) this.growWords();
    const from = this.starts[word]!;
    const to = from + end - start;
    while (to > this.bytes.length) this.bytes = grown(this.bytes, Uint8Array);
    this.bytes.set(bytes.subarray(start, end), from);
    this.starts[word + 1] = to;
    this.hashes[word] = hash;
    return word;
  }

  /** Gives up the words that are rarest so far (Manku & Motwani 2002, lossy counting). */
  private giveUpRareWords(): void {
    const sorted = this.counts.slice(0, this.size).sort();
    const most = sorted[Math.floor(sorted.length * GIVEN_UP_SHARE)]!;
    this.countError += most;
    let kept = 0;
    for (let word = 0; word < this.size; word++) {
      if (this.counts[word]! <= most) continue;
      const [from, to] = [this.starts[word]!, this.starts[word + 1]!];
      const start = this.starts[kept]!;
      this.bytes.copyWithin(start, from, to);
      this.counts[kept] = this.counts[word]!;
      this.hashes[kept] = this.hashes[word]!;
      kept++;
      this.starts[kept] = start + to - from;
    }
    this.size = kept;
    this.fillSlots();
  }

  private growWords(): void {
    this.starts = grown(this.starts, Uint32Array);
    this.counts = grown(this.counts, Float64Array);
    this.hashes = grown(this.hashes, Uint32Array);
  }

  private growSlots(): void {
    this.slots = new Int32Array(this.slots.length * 2);
    this.fillSlots();
  }

  private fillSlots(): void {
    this.slots.fill(-1);
    const mask = this.slots.length - 1;
    for (let word = 0; word < this.size; word++) {
      const hash = this.hashes[word]!;
      let slot = (hash ^ (hash >>> 15)) & mask;
      while (this.slots[slot]! >= 0) slot = (slot + 1) & mask;
      this.slots[slot] = word;
    }
  }
}

function grown<A extends Uint8Array | Uint32Array | Float64Array>(array: A, Type: new (length: number) => A): A {
  const next = new Type(array.length * 2);
  (next as Uint8Array).set(array);
  return next;
}

export interface WordVisitor {
  word(bytes: Uint8Array, start: number, end: number, hash: number): void;
  lineEnd(): void;
}

/** Cuts a stream of UTF-8 into words at white space, whatever chunks it comes in. */
export class WordScanner {
  private readonly rest = new Uint8Array(MAX_WORD_BYTES);
  private restLength = 0;
  private restHash = HASH_START;

  constructor(private readonly visitor: WordVisitor) {}

  /** @returns how many words ended in the chunk */
  push(chunk: Uint8Array): number {
    let words = 0;
    let at = 0;
    let start = 0;
    let hash = this.restLength > 0 ? this.restHash : HASH_START;
    const { length } = chunk;
    while (at < length) {
      const byte = chunk[at]!;
      if (byte > SPACE) {
        hash = Math.imul(hash ^ byte, HASH_PRIME) >>> 0;
        at++;
        continue;
      }
      if (this.restLength > 0) {
        words += this.endRest(chunk, at, hash);
      } else if (at > start) {
        if (at - start <= MAX_WORD_BYTES) this.visitor.word(chunk, start, at, hash);
        words++;
      }
      if (byte === 0x0a) this.visitor.lineEnd();
      at++;
      start = at;
      hash = HASH_START;
    }
    this.keep(chunk, start, hash);
    return words;
  }

  /** Ends the last word and line. */
  end(): number {
    const words = this.restLength > 0 ? this.endRest(this.rest, 0, this.restHash) : 0;
    this.visitor.lineEnd();
    return words;
  }

  private endRest(chunk: Uint8Array, end: number, hash: number): number {
    const length = this.restLength + end;
    if (length <= MAX_WORD_BYTES) {
      this.rest.set(chunk.subarray(0, end), this.restLength);
      this.visitor.word(this.rest, 0, length, hash);
    }
    this.restLength = 0;
    return 1;
  }

  private keep(chunk: Uint8Array, start: number, hash: number): void {
    const kept = chunk.subarray(start);
    if (this.restLength === 0 && kept.length === 0) return;
    if (this.restLength + kept.length <= MAX_WORD_BYTES) this.rest.set(kept, this.restLength);
    this.restLength += kept.length;
    this.restHash = hash;
  }
}
