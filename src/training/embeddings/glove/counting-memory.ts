import * as FIELD from '../../../numerics/kernel-fields/cooccurrence.js';
import { MAX_PAGES, MemoryPlan } from '../../../numerics/kernel-memory.js';

const DIGITS = 2_048;
const EVENT_BYTES = 8;
export const ENTRY_BYTES = 16;
/** Entries of rows that are written at once, or a whole row where it has more. */
const ENTRIES_AT_ONCE = 2 ** 16;
/** What nearness 1 counts: nearness is counted in whole units, so that sums are exact. */
export const NEARNESS_UNIT = 2 ** 30;

/** How much memory a thread counts in: what it is short of goes through files. */
export interface CountingLimits {
  /** Pairs have a cell of 8 bytes when the product of their words' numbers, from 1 on, is no larger. */
  readonly cellProduct: number;
  /** Pairs without a cell that are sorted at once, 16 bytes each. */
  readonly events: number;
}

/** 130 MB of cells and 134 MB of events at most. */
export const COUNTING_LIMITS: CountingLimits = { cellProduct: 2 ** 21, events: 2 ** 23 };

/** The memory in which one thread counts pairs. */
export class CountingMemory {
  readonly memory: WebAssembly.Memory;
  readonly settings: number;
  readonly ids: number;
  private readonly view: DataView;

  /** @param idsCapacity how many ids it takes at once */
  constructor(words: number, window: number, idsCapacity: number, limits: CountingLimits) {
    const rowStarts = cellRows(words, limits.cellProduct);
    const capacity = Math.max(limits.events, window);
    const outCapacity = Math.max(words, ENTRIES_AT_ONCE);
    const plan = new MemoryPlan();
    const take = (bytes: number): number => plan.take(bytes);
    this.settings = take(FIELD.SETTINGS_BYTES);
    this.ids = take(idsCapacity * 4);
    const [rowStartsAt, weightsAt] = [take(rowStarts.byteLength), take((window + 1) * 8)];
    const fields = [
      [FIELD.WINDOW, window],
      [FIELD.WEIGHTS, weightsAt],
      [FIELD.ROW_STARTS, rowStartsAt],
      [FIELD.CELLS, take(rowStarts.at(-1)! * 8)],
      [FIELD.EVENTS, take(capacity * EVENT_BYTES)],
      [FIELD.SCRATCH, take(capacity * EVENT_BYTES)],
      [FIELD.CAPACITY, capacity],
      [FIELD.HISTOGRAM, take(DIGITS * 4)],
      [FIELD.SUMS, take(words * 8)],
      [FIELD.MET, take(words * 4)],
      [FIELD.OUT, take(outCapacity * ENTRY_BYTES)],
      [FIELD.OUT_CAPACITY, outCapacity],
      [FIELD.ROWS, words],
    ] as const;
    this.memory = new WebAssembly.Memory({ initial: plan.pages, maximum: MAX_PAGES, shared: true });
    this.view = new DataView(this.memory.buffer, this.settings, FIELD.SETTINGS_BYTES);
    for (const [field, value] of fields) this.set(field, value);
    new Uint32Array(this.memory.buffer, rowStartsAt, rowStarts.length).set(rowStarts);
    const weights = new BigUint64Array(this.memory.buffer, weightsAt, window + 1);
    for (let distance = 1; distance <= window; distance++)
      weights[distance] = BigInt(Math.round(NEARNESS_UNIT / distance));
  }

  /** Events that wait to be summed up. */
  get events(): number {
    return this.get(FIELD.COUNT);
  }

  forgetEvents(): void {
    this.set(FIELD.COUNT, 0);
  }

  /** Entries that were written since the last time, until the kernel writes again. */
  takeEntries(): Uint8Array {
    const bytes = new Uint8Array(this.memory.buffer, this.get(FIELD.OUT), this.get(FIELD.OUT_COUNT) * ENTRY_BYTES);
    this.set(FIELD.OUT_COUNT, 0);
    return bytes;
  }

  private get(field: number): number {
    return this.view.getUint32(field, true);
  }

  private set(field: number, value: number): void {
    this.view.setUint32(field, value, true);
  }
}

/** Where the cells of each row begin, and at the end how many there are. */
function cellRows(words: number, product: number): Uint32Array {
  const starts = new Uint32Array(words + 1);
  for (let row = 0; row < words; row++)
    starts[row + 1] = starts[row]! + Math.min(row + 1, Math.floor(product / (row + 1)));
  return starts;
}
