import { setImmediate } from 'node:timers/promises';
import type { ContentHash } from '../splits/content-hash.js';
import { type DistinctCounts, ENTRY_WORDS, PartitionCounter } from './partition-counter.js';
import { SpillFile } from './spill-file.js';

const PARTITION_BITS = 8;
const PARTITIONS = 2 ** PARTITION_BITS;
const DEFAULT_BUFFER_ENTRIES = 1024;
const FIRST_BUFFER_ENTRIES = 8;

interface Partition {
  /** Grows up to the entries that are held in memory. */
  buffer: Uint32Array;
  entries: number;
  /** Where its full buffers lie in the file. */
  offsets: number[];
}

/**
 * Counts different contents exactly and in bounded memory. Equal contents come into the same partition, by the first bits of
 * their hash; partitions are gathered on disk and counted one after the other, each in a fraction of the memory of the whole.
 */
export class DuplicateCounter {
  private readonly partitions: Partition[];
  private file: SpillFile | null = null;

  /**
   * @param folder for what does not fit in memory
   * @param bufferEntries rows of one partition that are held in memory
   */
  constructor(
    private readonly folder: string,
    private readonly bufferEntries = DEFAULT_BUFFER_ENTRIES,
  ) {
    this.partitions = Array.from({ length: PARTITIONS }, () => ({
      buffer: new Uint32Array(0),
      entries: 0,
      offsets: [],
    }));
  }

  /** @param split index of the row's split, below 32 */
  add(content: ContentHash, split: number): void {
    const partition = this.partitions[content[0] >>> (32 - PARTITION_BITS)]!;
    const at = partition.entries * ENTRY_WORDS;
    if (at === partition.buffer.length) partition.buffer = this.widened(partition.buffer);
    for (let word = 0; word < 4; word++) partition.buffer[at + word] = content[word]!;
    partition.buffer[at + 4] = split;
    partition.entries += 1;
    if (partition.entries < this.bufferEntries) return;
    this.file ??= new SpillFile(this.folder);
    partition.offsets.push(this.file.sizeBytes);
    this.file.append(new Uint8Array(partition.buffer.buffer));
    partition.entries = 0;
  }

  async distinct(splitCount: number): Promise<DistinctCounts> {
    const counts: DistinctCounts = { overall: 0, bySplit: new Array<number>(splitCount).fill(0) };
    const sizes = this.partitions.map(({ offsets, entries }) => offsets.length * this.bufferEntries + entries);
    const counter = new PartitionCounter(Math.max(...sizes));
    for (const [index, partition] of this.partitions.entries()) {
      this.readInto(counter.entries, partition);
      counter.count(sizes[index]!, counts);
      await setImmediate();
    }
    return counts;
  }

  close(): void {
    this.file?.close();
    this.file = null;
  }

  private widened(buffer: Uint32Array): Uint32Array {
    const entries = Math.max(FIRST_BUFFER_ENTRIES, (2 * buffer.length) / ENTRY_WORDS);
    const wider = new Uint32Array(Math.min(this.bufferEntries, entries) * ENTRY_WORDS);
    wider.set(buffer);
    return wider;
  }

  private readInto(target: Uint32Array, { buffer, entries, offsets }: Partition): void {
    const bytes = new Uint8Array(target.buffer);
    for (const [index, offset] of offsets.entries()) {
      this.file!.read(bytes.subarray(index * buffer.byteLength, (index + 1) * buffer.byteLength), offset);
    }
    target.set(buffer.subarray(0, entries * ENTRY_WORDS), offsets.length * buffer.length);
  }
}
