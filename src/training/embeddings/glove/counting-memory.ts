const PAGE_BYTES = 65_536;
const MAX_PAGES = 65_536;
const DIGITS = 2_048;
const EVENT_BYTES = 8;
export const ENTRY_BYTES = 16;
/** Entries of rows that are written at once, or a whole row where it has more. */
const ENTRIES_AT_ONCE = 2 ** 16;
/** What nearness 1 counts: nearness is counted in whole units, so that sums are exact. */
export const NEARNESS_UNIT = 2 ** 30;

/** Fields of the settings block, in bytes from its start: those of kernels/cooccurrence.ts. */
const FIELD = {
  window: 0,
  weights: 4,
  rowStarts: 8,
  cells: 12,
  events: 16,
  scratch: 20,
  capacity: 24,
  count: 28,
  histogram: 32,
  sums: 36,
  met: 40,
  out: 44,
  outCapacity: 48,
  outCount: 52,
  cursor: 56,
  rows: 60,
} as const;
const SETTINGS_BYTES = 64;

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
    let end = PAGE_BYTES;
    const take = (bytes: number): number => {
      const start = end;
      end += Math.ceil(bytes / 64) * 64;
      return start;
    };
    this.settings = take(SETTINGS_BYTES);
    this.ids = take(idsCapacity * 4);
    const fields = {
      window,
      rows: words,
      weights: take((window + 1) * 8),
      rowStarts: take(rowStarts.byteLength),
      cells: take(rowStarts.at(-1)! * 8),
      events: take(capacity * EVENT_BYTES),
      scratch: take(capacity * EVENT_BYTES),
      capacity,
      histogram: take(DIGITS * 4),
      sums: take(words * 8),
      met: take(words * 4),
      out: take(outCapacity * ENTRY_BYTES),
      outCapacity,
    };
    this.memory = new WebAssembly.Memory({ initial: Math.ceil(end / PAGE_BYTES), maximum: MAX_PAGES, shared: true });
    this.view = new DataView(this.memory.buffer, this.settings, SETTINGS_BYTES);
    for (const [name, value] of Object.entries(fields)) this.set(name as keyof typeof FIELD, value);
    new Uint32Array(this.memory.buffer, fields.rowStarts, rowStarts.length).set(rowStarts);
    const weights = new BigUint64Array(this.memory.buffer, fields.weights, window + 1);
    for (let distance = 1; distance <= window; distance++)
      weights[distance] = BigInt(Math.round(NEARNESS_UNIT / distance));
  }

  /** Events that wait to be summed up. */
  get events(): number {
    return this.get('count');
  }

  forgetEvents(): void {
    this.set('count', 0);
  }

  /** Entries that were written since the last time, until the kernel writes again. */
  takeEntries(): Uint8Array {
    const bytes = new Uint8Array(this.memory.buffer, this.get('out'), this.get('outCount') * ENTRY_BYTES);
    this.set('outCount', 0);
    return bytes;
  }

  private get(name: keyof typeof FIELD): number {
    return this.view.getUint32(FIELD[name], true);
  }

  private set(name: keyof typeof FIELD, value: number): void {
    this.view.setUint32(FIELD[name], value, true);
  }
}

/** Where the cells of each row begin, and at the end how many there are. */
function cellRows(words: number, product: number): Uint32Array {
  const starts = new Uint32Array(words + 1);
  for (let row = 0; row < words; row++)
    starts[row + 1] = starts[row]! + Math.min(row + 1, Math.floor(product / (row + 1)));
  return starts;
}
