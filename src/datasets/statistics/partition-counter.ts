/** Four words of hash and one of split. */
export const ENTRY_WORDS = 5;

export interface DistinctCounts {
  /** Different contents in the whole. */
  overall: number;
  /** Different contents within each split. */
  bySplit: number[];
}

/** Counts different contents in one partition after the other, in the same memory. */
export class PartitionCounter {
  /** To be filled with the entries of a partition before it is counted. */
  readonly entries: Uint32Array;
  /** Index of the first entry with a content, counted from 1. */
  private readonly slots: Uint32Array;
  /** Splits that the content of a first entry occurs in, a bit for each. */
  private readonly seenIn: Uint32Array;

  /** @param mostEntries entries of the largest partition */
  constructor(mostEntries: number) {
    this.entries = new Uint32Array(mostEntries * ENTRY_WORDS);
    this.slots = new Uint32Array(2 ** Math.ceil(Math.log2(mostEntries * 2 + 1)));
    this.seenIn = new Uint32Array(mostEntries);
  }

  /** Adds the different contents among the first entries, which no other partition holds, to `counts`. */
  count(entryCount: number, counts: DistinctCounts): void {
    this.slots.fill(0);
    this.seenIn.fill(0, 0, entryCount);
    for (let entry = 0; entry < entryCount; entry++) {
      const slot = this.slotOf(entry * ENTRY_WORDS);
      if (this.slots[slot] === 0) {
        this.slots[slot] = entry + 1;
        counts.overall += 1;
      }
      const first = this.slots[slot]! - 1;
      const split = this.entries[entry * ENTRY_WORDS + 4]!;
      const seen = this.seenIn[first]!;
      if ((seen & (1 << split)) !== 0) continue;
      this.seenIn[first] = seen | (1 << split);
      counts.bySplit[split]! += 1;
    }
  }

  /** The slot that holds the content at `at`, or the empty one where it belongs. */
  private slotOf(at: number): number {
    const { entries, slots } = this;
    const mask = slots.length - 1;
    let slot = entries[at + 3]! & mask;
    while (slots[slot] !== 0 && !this.sameContent((slots[slot]! - 1) * ENTRY_WORDS, at)) slot = (slot + 1) & mask;
    return slot;
  }

  private sameContent(a: number, b: number): boolean {
    for (let word = 0; word < 4; word++) if (this.entries[a + word] !== this.entries[b + word]) return false;
    return true;
  }
}
