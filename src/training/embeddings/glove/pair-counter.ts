import { closeSync, openSync, writeSync } from 'node:fs';
import { loadKernel } from '../../../numerics/load-kernel.js';
import { COUNTING_LIMITS, type CountingLimits, CountingMemory, ENTRY_BYTES } from './counting-memory.js';

interface CountingKernel {
  count(settings: number, ids: number, from: number, end: number): number;
  sort(settings: number): void;
  sumEvents(settings: number, endRow: number): number;
  takeCells(settings: number, row: number, endRow: number): number;
}

/** A file of pairs and how near they were, 16 bytes each, sorted by row. */
export interface PairRun {
  readonly path: string;
  /** Of each range of rows, how many entries come before it; and at the end how many there are. */
  readonly starts: Float64Array;
}

export interface PairCounterSettings {
  readonly window: number;
  /** Where ranges of rows begin; see `rowRanges`. */
  readonly ranges: Uint32Array;
  /** Paths of the files begin so. */
  readonly path: string;
  readonly limits?: CountingLimits;
}

/**
 * Counts how often words come near one another in a stream of their numbers, in bounded memory: pairs of frequent words in cells,
 * others as events, which go to a file, summed up, whenever there are too many.
 */
export class PairCounter {
  readonly runs: PairRun[] = [];
  private readonly counting: CountingMemory;
  private readonly kernel: CountingKernel;
  /** Ids that may be neighbours of those to come. */
  private kept = new Int32Array(0);

  /** @param idsCapacity most ids that are counted at once */
  constructor(
    private readonly settings: PairCounterSettings,
    idsCapacity: number,
  ) {
    const { window, ranges, limits = COUNTING_LIMITS } = settings;
    this.counting = new CountingMemory(ranges.at(-1)!, window, idsCapacity + window, limits);
    this.kernel = loadKernel<CountingKernel>('cooccurrence', this.counting.memory).exports;
  }

  /** @param ids in the order of the text, −1 after each sentence; at most `idsCapacity` */
  push(ids: Int32Array): void {
    const { memory, settings, ids: place } = this.counting;
    const known = this.kept.length;
    const all = new Int32Array(memory.buffer, place, known + ids.length);
    all.set(this.kept);
    all.set(ids, known);
    for (let at = known; at < all.length;) {
      at = this.kernel.count(settings, place, at, all.length);
      if (at < all.length) this.writeEvents();
    }
    this.kept = all.slice(Math.max(0, all.length - this.settings.window));
  }

  /** Writes what is still in memory. */
  finish(): readonly PairRun[] {
    if (this.counting.events > 0) this.writeEvents();
    let row = 0;
    this.writeRun((endRow) => {
      row = this.kernel.takeCells(this.counting.settings, row, endRow);
      return row === endRow;
    });
    return this.runs;
  }

  private writeEvents(): void {
    this.kernel.sort(this.counting.settings);
    this.writeRun((endRow) => this.kernel.sumEvents(this.counting.settings, endRow) === 1);
    this.counting.forgetEvents();
  }

  /** @param sumUp makes entries of the rows below one; false while there are more than there is room for */
  private writeRun(sumUp: (endRow: number) => boolean): void {
    const { ranges, path } = this.settings;
    const run = { path: `${path}.${this.runs.length}`, starts: new Float64Array(ranges.length) };
    const file = openSync(run.path, 'w');
    let entries = 0;
    const write = () => {
      const bytes = this.counting.takeEntries();
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
      entries += bytes.length / ENTRY_BYTES;
    };
    try {
      for (let range = 1; range < ranges.length; range++) {
        while (!sumUp(ranges[range]!)) write();
        write();
        run.starts[range] = entries;
      }
    } finally {
      closeSync(file);
    }
    this.runs.push(run);
  }
}
