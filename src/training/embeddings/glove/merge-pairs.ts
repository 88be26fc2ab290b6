import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { loadKernel } from '../../../numerics/load-kernel.js';
import { ENTRY_BYTES, NEARNESS_UNIT } from './counting-memory.js';
import type { GloVeSettings } from './glove-settings.js';
import type { PairRun } from './pair-counter.js';

const PAGE_BYTES = 65_536;
const MAX_PAGES = 65_536;
/** Records that are trained in one call of the kernel, so that it is short. */
export const RECORDS_A_CALL = 2 ** 16;
export const RECORD_BYTES = ENTRY_BYTES;

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

/** Records of pairs that lie behind one another in a file, in a random order. */
export interface RecordBlock {
  /** Which range of rows they are of. */
  readonly range: number;
  readonly path: string;
  /** Records before it. */
  readonly start: number;
  readonly count: number;
}

export interface MergeTask {
  readonly runs: readonly PairRun[];
  /** Where ranges of rows begin. */
  readonly ranges: Uint32Array;
  /** The ranges that are merged here. */
  readonly chosen: readonly number[];
  /** The file that records go to. */
  readonly path: string;
  readonly settings: Pick<GloVeSettings, 'xMax' | 'alpha' | 'seed'>;
}

/**
 * Sums up the same pairs of all runs and writes them as records for training, each range of rows in a random order: two words, the
 * logarithm of how often they were met, and its weight.
 */
export function mergePairs({ runs, ranges, chosen, path, settings }: MergeTask): RecordBlock[] {
  const files = runs.map((run) => openSync(run.path, 'r'));
  const output = openSync(path, 'w');
  const blocks: RecordBlock[] = [];
  try {
    const entriesOf = (range: number) => runs.reduce((sum, { starts }) => sum + starts[range + 1]! - starts[range]!, 0);
    const most = chosen.reduce((least, range) => Math.max(least, entriesOf(range)), 0);
    const merging = new MergingMemory(runs.length, most, ranges.at(-1)!);
    let written = 0;
    for (const range of chosen) {
      runs.forEach(({ starts }, run) => {
        merging.read(run, files[run]!, starts[range]!, starts[range + 1]!);
      });
      const records = merging.merge(ranges[range]!, ranges[range + 1]!, shuffleSeed(settings.seed, range));
      weigh(records, settings);
      for (let at = 0; at < records.length;) at += writeSync(output, records, at);
      const count = records.length / RECORD_BYTES;
      for (let at = 0; at < count; at += RECORDS_A_CALL)
        blocks.push({ range, path, start: written + at, count: Math.min(RECORDS_A_CALL, count - at) });
      written += count;
    }
  } finally {
    for (const file of [...files, output]) closeSync(file);
  }
  return blocks;
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
    const initial = Math.ceil((this.out + mostEntries * ENTRY_BYTES) / PAGE_BYTES);
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

  merge(firstRow: number, endRow: number, seed: bigint): Uint8Array {
    const { slices, sliceCount, sums, met, out } = this;
    const count = this.kernel.merge(slices, sliceCount, firstRow, endRow, sums, met, NEARNESS_UNIT, out);
    this.kernel.shuffle(out, count, seed);
    this.end = this.entries;
    return new Uint8Array(this.memory.buffer, out, count * RECORD_BYTES);
  }
}

/** Replaces how often pairs were met by its logarithm and its weight in the loss. */
function weigh({ buffer, byteOffset, byteLength }: Uint8Array, { xMax, alpha }: MergeTask['settings']): void {
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

/** @throws {Error} when the file ends early */
export function readAll(file: number, into: Uint8Array, position: number): void {
  for (let at = 0; at < into.length;) {
    const read = readSync(file, into, at, into.length - at, position + at);
    if (read === 0) throw new Error('A file of pairs ended early.');
    at += read;
  }
}
