const FIRST_SLOTS = 2 ** 16;
const LOAD_LIMIT = 0.5;
/** When rare pairs are given up, at least this share is. */
const GIVEN_UP_SHARE = 0.5;
/** Different pairs that are counted at a time: 100 MB of them. */
const MOST_PAIRS = 2 ** 22;

/** Pairs of words that follow one another, and a number for each, by open addressing. */
export class PairTable {
  size = 0;
  /** By how much a count may be too low: pairs that were given up for their low counts may have come again. */
  countError = 0;
  /** first · words + second + 1; 0 where there is none. */
  private keys = new Float64Array(FIRST_SLOTS);
  private values = new Uint32Array(FIRST_SLOTS);

  /**
   * @param words numbers of words are below
   * @param mostPairs how many it holds at most, for bounded memory
   */
  constructor(
    private readonly words: number,
    private readonly mostPairs = MOST_PAIRS,
  ) {}

  /** Counts a pair. */
  add(first: number, second: number): void {
    const key = this.keyOf(first, second);
    const slot = this.slotOf(key);
    this.values[slot]!++;
    if (this.keys[slot] === key) return;
    this.keys[slot] = key;
    this.size++;
    if (this.size === this.mostPairs) this.giveUpRarePairs();
    else if (this.size > this.keys.length * LOAD_LIMIT) this.rebuild(this.keys.length * 2, 0);
  }

  /** Gives a pair a value, above 0. */
  set(first: number, second: number, value: number): void {
    this.add(first, second);
    this.values[this.slotOf(this.keyOf(first, second))] = value;
  }

  /** The value of a pair; 0 when there is none. */
  get(first: number, second: number): number {
    return this.values[this.slotOf(this.keyOf(first, second))]!;
  }

  /** Calls `visit` with each pair, in no order. */
  forEach(visit: (first: number, second: number, value: number) => void): void {
    this.keys.forEach((key, slot) => {
      if (key > 0) visit(Math.floor((key - 1) / this.words), (key - 1) % this.words, this.values[slot]!);
    });
  }

  private keyOf(first: number, second: number): number {
    return first * this.words + second + 1;
  }

  private slotOf(key: number): number {
    const { keys } = this;
    const mask = keys.length - 1;
    const mixed = Math.imul((key % 2 ** 32) ^ Math.imul(key / 2 ** 32, 0x85ebca6b), 0x9e3779b1);
    let slot = (mixed ^ (mixed >>> 15)) & mask;
    while (keys[slot] !== 0 && keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  /** Gives up the pairs that are rarest so far (Manku & Motwani 2002, lossy counting). */
  private giveUpRarePairs(): void {
    const sorted = this.values.filter((_, slot) => this.keys[slot]! > 0).sort();
    const most = sorted[Math.floor(sorted.length * GIVEN_UP_SHARE)]!;
    this.countError += most;
    this.rebuild(this.keys.length, most);
  }

  /** @param least pairs of this value and below are left out */
  private rebuild(slots: number, least: number): void {
    const { keys, values } = this;
    this.keys = new Float64Array(slots);
    this.values = new Uint32Array(slots);
    this.size = 0;
    keys.forEach((key, from) => {
      if (key === 0 || values[from]! <= least) return;
      const slot = this.slotOf(key);
      this.keys[slot] = key;
      this.values[slot] = values[from]!;
      this.size++;
    });
  }
}
