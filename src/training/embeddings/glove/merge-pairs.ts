import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { MAX_PAGES, PAGE_BYTES, pagesOf } from '../../../numerics/kernel-memory.js';
import { loadKernel } from '../../../numerics/load-kernel.js';
import { ENTRY_BYTES, NEARNESS_UNIT } from './counting-memory.js';
import type { GloVeSettings } from './glove-settings.js';
import { groupRecords, RECORD_BYTES } from './group-records.js';
import type { PairRun } from './pair-counter.js';
import { RANGE_PAIRS } from './row-ranges.js';
import { WordGroups } from './word-groups.js';

/** Records that are trained in one call of the kernel, so that it is short. */
export const RECORDS_A_CALL = 2 ** 16;
/** Records of a pair of groups that are read at once, but for the last ones, if each pair had as many. */
const RECORDS_A_PAIR = 2 ** 8;

interface MergingKernel {
  merge(
    slices: number,
    sliceCount: number,
    firstRow: number,
    endRow: number,
    sums: number,
    met: number,
    unit: number,
    out: number,
  ): number;
  shuffle(records: number, count: number, seed: bigint): void;
}

/** Records of some ranges of rows, those of each pair of groups of words behind one another, in a random order. */
export interface RangeRecords {
  /** The first range of rows. */
  readonly range: number;
  readonly path: string;
  /** Of each pair of groups, how many records of the file come before it; and at the end how many there are. */
  readonly starts: Float64Array;
}

export interface MergeTask {
  readonly runs: readonly PairRun[];
  /** Where ranges of rows begin. */
  readonly ranges: Uint32Array;
  /** The ranges that are merged here. */
  readonly chosen: readonly number[];
  /** The file that records go to. */
  readonly path: string;
  readonly settings: Pick<GloVeSettings, 'xMax' | 'alpha' | 'seed' | 'threads'>;
}

/**
 * Sums up the same pairs of all runs and writes them as records for training, each range of rows in a random order: two words, the
 * logarithm of how often they were met, and its weight. What several threads train is grouped by pairs of groups of words.
 */
export function mergePairs({ runs, ranges, chosen, path, settings }: MergeTask): RangeRecords[] {
  const files = runs.map((run) => openSync(run.path, 'r'));
  const output = openSync(path, 'w');
  const groups = new WordGroups(settings.threads);
  const rangesAtOnce = Math.ceil((groups.pairCount * RECORDS_A_PAIR) / RANGE_PAIRS);
  const written: RangeRecords[] = [];
  try {
    const entriesOf = (range: number) => runs.reduce((sum, { starts }) => sum + starts[range + 1]! - starts[range]!, 0);
    const most = chosen.reduce((least, range) => Math.max(least, entriesOf(range)), 0);
    const merging = new MergingMemory(runs.length, most, ranges.at(-1)!);
    const recordsOf = (range: number): Uint32Array => {
      runs.forEach(({ starts }, run) => {
        merging.read(run, files[run]!, starts[range]!, starts[range + 1]!);
      });
      const records = merging.merge(ranges[range]!, ranges[range + 1]!, shuffleSeed(settings.seed, range));
      weigh(records, settings);
      return records.slice();
    };
    let before = 0;
    for (let at = 0; at < chosen.length; at += rangesAtOnce) {
      const { records, starts } = groupRecords(chosen.slice(at, at + rangesAtOnce).map(recordsOf), groups);
      writeAll(output, records);
      for (let pair = 0; pair < starts.length; pair++) starts[pair]! += before;
      before = starts.at(-1)!;
      written.push({ range: chosen[at]!, path, starts });
    }
  } finally {
    for (const file of [...files, output]) closeSync(file);
  }
  return written;
}

/** Slices of all runs, and behind them what they are merged into. */
class MergingMemory {
  private readonly memory: WebAssembly.Memory;
  private readonly kernel: MergingKernel;
  private readonly slices = PAGE_BYTES;
  private readonly sums: number;
  private readonly met: number;
  private readonly entries: number;
  private readonly out: number;
  private end: number;

  constructor(
    private readonly sliceCount: number,
    mostEntries: number,
    words: number,
  ) {
    this.sums = this.slices + sliceCount * 8;
    this.met = this.sums + words * 8;
    this.entries = Math.ceil((this.met + words * 4) / 64) * 64;
    this.out = this.entries + mostEntries * ENTRY_BYTES;
    this.end = this.entries;
    const initial = pagesOf(this.out + mostEntries * ENTRY_BYTES);
    this.memory = new WebAssembly.Memory({ initial, maximum: MAX_PAGES, shared: true });
    this.kernel = loadKernel<MergingKernel>('cooccurrence', this.memory).exports;
  }

  /** Reads the entries of a slice, behind those that were read before. */
  read(slice: number, file: number, firstEntry: number, endEntry: number): void {
    const bytes = new Uint8Array(this.memory.buffer, this.end, (endEntry - firstEntry) * ENTRY_BYTES);
    readAll(file, bytes, firstEntry * ENTRY_BYTES);
    new Uint32Array(this.memory.buffer, this.slices + slice * 8, 2).set([this.end, this.end + bytes.length]);
    this.end += bytes.length;
  }

  /** @returns records that lie there until it reads again */
  merge(firstRow: number, endRow: number, seed: bigint): Uint32Array {
    const { slices, sliceCount, sums, met, out } = this;
    const count = this.kernel.merge(slices, sliceCount, firstRow, endRow, sums, met, NEARNESS_UNIT, out);
    this.kernel.shuffle(out, count, seed);
    this.end = this.entries;
    return new Uint32Array(this.memory.buffer, out, (count * RECORD_BYTES) / 4);
  }
}

/** Replaces how often pairs were met by its logarithm and its weight in the loss. */
function weigh({ buffer, byteOffset, byteLength }: Uint32Array, { xMax, alpha }: MergeTask['settings']): void {
  const met = new Float64Array(buffer, byteOffset, byteLength / 8);
  const trained = new Float32Array(buffer, byteOffset, byteLength / 4);
  for (let record = 0; record < met.length / 2; record++) {
    const count = met[2 * record + 1]!;
    trained[4 * record + 2] = Math.log(count);
    trained[4 * record + 3] = count < xMax ? (count / xMax) ** alpha : 1;
  }
}

function shuffleSeed(seed: number, range: number): bigint {
  return BigInt(seed) * 0x9e3779b97f4a7c15n + BigInt(range);
}

function writeAll(file: number, { buffer, byteOffset, byteLength }: Uint32Array): void {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}

/** @throws {Error} when the file ends early */
export function readAll(file: number, into: Uint8Array, position: number): void {
  for (let at = 0; at < into.length;) {
    const read = readSync(file, into, at, into.length - at, position + at);
    if (read === 0) throw new Error('A file of pairs ended early.');
    at += read;
  }
}
