const { imul } = Math;

const FIRST_CAPACITY = 1 << 12;

/** Numbers keys of 64 bits (two Int32) from 0 in the order in which they come: an open-addressing table without objects. */
export class NgramTable {
  /** Number of keys. */
  size = 0;
  private low: Int32Array;
  private high: Int32Array;
  /** Key number + 1, or 0 where free; at least twice as many as keys, a power of two. */
  private slots: Int32Array;

  constructor(capacity = FIRST_CAPACITY) {
    const keys = 2 ** Math.ceil(Math.log2(Math.max(capacity, FIRST_CAPACITY)));
    this.low = new Int32Array(keys);
    this.high = new Int32Array(keys);
    this.slots = new Int32Array(keys * 2);
  }

  /** The key's number, or -1. */
  find(low: number, high: number): number {
    return this.slots[this.slotOf(low, high)]! - 1;
  }

  /** The key's number; a new key gets the next one. */
  insert(low: number, high: number): number {
    const slot = this.slotOf(low, high);
    const number = this.slots[slot]! - 1;
    if (number >= 0) return number;
    this.low[this.size] = low;
    this.high[this.size] = high;
    this.slots[slot] = ++this.size;
    if (this.size === this.low.length) this.grow();
    return this.size - 1;
  }

  /** A table of the given keys, numbered in the given order. */
  select(numbers: Int32Array): NgramTable {
    const selected = new NgramTable(numbers.length + 1);
    for (const number of numbers) selected.insert(this.low[number]!, this.high[number]!);
    return selected;
  }

  /** Where the key is, or the free slot where it belongs. */
  private slotOf(low: number, high: number): number {
    const { slots } = this;
    const mask = slots.length - 1;
    let slot = (low ^ imul(high, 0x9e3779b1)) & mask;
    for (;;) {
      const number = slots[slot]! - 1;
      if (number < 0 || (this.low[number] === low && this.high[number] === high)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  private grow(): void {
    const { low, high, size } = this;
    this.low = new Int32Array(size * 2);
    this.high = new Int32Array(size * 2);
    this.low.set(low);
    this.high.set(high);
    this.slots = new Int32Array(size * 4);
    for (let number = 0; number < size; number++) {
      this.slots[this.freeSlotOf(low[number]!, high[number]!)] = number + 1;
    }
  }

  /** As `slotOf` for a key that is known to be absent. */
  private freeSlotOf(low: number, high: number): number {
    const mask = this.slots.length - 1;
    let slot = (low ^ imul(high, 0x9e3779b1)) & mask;
    while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
    return slot;
  }
}
