/** How often a word occurs in a split. */
export interface WordCount {
  /** 32 bits that equal words share. */
  hash: number;
  /** Index of the split, below 32. */
  split: number;
  count: number;
  /** The word's UTF-16 units; valid until the next word is asked for. */
  units: Uint16Array;
}

/** A slot of the table: hash and split mixed, where the word's units start, its length and split, its count. */
const TAG = 0;
const START = 1;
const SHAPE = 2;
const COUNT = 3;
const SLOT_WORDS = 4;
const SPLIT_BITS = 5;
const SPLIT_MASK = 2 ** SPLIT_BITS - 1;
const MAX_SLOTS = 2 ** 20;
const FIRST_SLOTS = 2 ** 12;
const FIRST_UNITS = 2 ** 14;

/**
 * Counts words by split without a string per word: an open-addressing table whose keys lie in one array of UTF-16 units.
 * It grows up to a size that is given; `add` answers false when it is full.
 */
export class WordTable {
  private size = 0;
  private usedUnits = 0;
  /** All that is known of a word lies side by side: reading memory is what counting costs. */
  private slots: Uint32Array;
  private slotMask: number;
  private units: Uint16Array;

  /**
   * @param capacity most different words by split, at most 2^19
   * @param unitCapacity most UTF-16 units of all of them together
   */
  constructor(
    private readonly capacity: number,
    private readonly unitCapacity: number,
  ) {
    const slotCount = Math.min(2 ** Math.ceil(Math.log2(capacity * 2)), FIRST_SLOTS);
    this.slots = new Uint32Array(slotCount * SLOT_WORDS);
    this.slotMask = slotCount - 1;
    this.units = new Uint16Array(Math.min(unitCapacity, FIRST_UNITS));
  }

  /** Counts the word from `start` to `end` once more; false, and nothing counted, when there is no room for a new one. */
  add(text: Uint16Array, start: number, end: number, split: number): boolean {
    const { slots, units } = this;
    let hash = 0x811c9dc5;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ text[at]!, 0x01000193);
    const tag = tagOf(hash ^ (hash >>> 15), split);
    const shape = ((end - start) << SPLIT_BITS) | split;
    let slot = tag & this.slotMask;
    for (; slots[slot * SLOT_WORDS + COUNT] !== 0; slot = (slot + 1) & this.slotMask) {
      const at = slot * SLOT_WORDS;
      if (
        slots[at + TAG] === tag &&
        slots[at + SHAPE] === shape &&
        sameUnits(units, slots[at + START]!, text, start, end)
      ) {
        slots[at + COUNT]!++;
        return true;
      }
    }
    const neededUnits = this.usedUnits + end - start;
    if (this.size === this.capacity || neededUnits > this.unitCapacity) return false;
    slots.set([tag, this.usedUnits, shape, 1], slot * SLOT_WORDS);
    if (neededUnits > units.length) this.widenUnits(neededUnits);
    this.units.set(text.subarray(start, end), this.usedUnits);
    this.usedUnits = neededUnits;
    this.size++;
    if (this.size * 2 > this.slotMask) this.widenSlots();
    return true;
  }

  clear(): void {
    this.slots.fill(0);
    this.size = 0;
    this.usedUnits = 0;
  }

  /** Every word by ascending hash, then units, then split. */
  *sorted(): Generator<WordCount> {
    for (const slot of this.sortedSlots()) yield this.wordAt(slot);
  }

  private widenUnits(needed: number): void {
    const wider = new Uint16Array(Math.min(this.unitCapacity, Math.max(needed, 2 * this.units.length)));
    wider.set(this.units);
    this.units = wider;
  }

  /** Twice as many slots, as long as half of them may be used. */
  private widenSlots(): void {
    const { slots: old } = this;
    const slotCount = Math.min((this.slotMask + 1) * 2, 2 ** Math.ceil(Math.log2(this.capacity * 2)), MAX_SLOTS);
    if (slotCount === this.slotMask + 1) return;
    this.slots = new Uint32Array(slotCount * SLOT_WORDS);
    this.slotMask = slotCount - 1;
    for (let at = 0; at < old.length; at += SLOT_WORDS) {
      if (old[at + COUNT] === 0) continue;
      let slot = old[at + TAG]! & this.slotMask;
      while (this.slots[slot * SLOT_WORDS + COUNT] !== 0) slot = (slot + 1) & this.slotMask;
      this.slots.set(old.subarray(at, at + SLOT_WORDS), slot * SLOT_WORDS);
    }
  }

  private wordAt(slot: number): WordCount {
    const at = slot * SLOT_WORDS;
    const start = this.slots[at + START]!;
    const shape = this.slots[at + SHAPE]!;
    const split = shape & SPLIT_MASK;
    return {
      hash: tagOf(this.slots[at + TAG]!, split),
      split,
      count: this.slots[at + COUNT]!,
      units: this.units.subarray(start, start + (shape >>> SPLIT_BITS)),
    };
  }

  private sortedSlots(): Uint32Array {
    // Hash and slot in one double: the native sort of numbers is many times faster than one with a comparator.
    const keys = new Float64Array(this.size);
    for (let slot = 0, filled = 0; slot <= this.slotMask; slot++) {
      if (this.slots[slot * SLOT_WORDS + COUNT] !== 0) keys[filled++] = this.wordAt(slot).hash * MAX_SLOTS + slot;
    }
    const order = Uint32Array.from(keys.sort(), (key) => key % MAX_SLOTS);
    const hashAt = (index: number): number => this.wordAt(order[index]!).hash;
    for (let from = 0; from < order.length;) {
      let to = from + 1;
      while (to < order.length && hashAt(to) === hashAt(from)) to++;
      if (to - from > 1) order.subarray(from, to).sort((a, b) => compareWordsOfSplits(this.wordAt(a), this.wordAt(b)));
      from = to;
    }
    return order;
  }
}

/** Mixes a hash with a split; applied to the result, it gives the hash back. */
function tagOf(hash: number, split: number): number {
  return (hash ^ Math.imul(split, 0x9e3779b1)) >>> 0;
}

function sameUnits(units: Uint16Array, from: number, text: Uint16Array, start: number, end: number): boolean {
  for (let at = start, unit = from; at < end; at++, unit++) if (units[unit] !== text[at]) return false;
  return true;
}

/** Negative, zero or positive as `a` sorts before, with or after `b`. */
export function compareWordsOfSplits(a: WordCount, b: WordCount): number {
  return a.hash - b.hash || compareUnits(a.units, b.units) || a.split - b.split;
}

function compareUnits(a: Uint16Array, b: Uint16Array): number {
  const shared = Math.min(a.length, b.length);
  for (let at = 0; at < shared; at++) if (a[at] !== b[at]) return a[at]! - b[at]!;
  return a.length - b.length;
}

export function wordOf({ units }: WordCount): string {
  return Buffer.from(units.buffer, units.byteOffset, units.byteLength).toString('utf16le');
}
