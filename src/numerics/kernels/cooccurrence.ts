// AssemblyScript. How often words are met near one another. A pair is counted once, in the row of its rarer word (words are
// numbered by how frequent they are); nearness counts in whole units, so that sums are exact in whichever order they are made.
// Pairs of frequent words have a cell each; others are events, sorted by row and summed up now and then. All memory belongs to
// the caller: see src/training/embeddings/glove/counting-memory.ts.

import {
  CAPACITY,
  CELLS,
  COUNT,
  CURSOR,
  EVENTS,
  HISTOGRAM,
  MET,
  OUT,
  OUT_CAPACITY,
  OUT_COUNT,
  ROWS,
  ROW_STARTS,
  SCRATCH,
  SUMS,
  WEIGHTS,
  WINDOW,
} from '../kernel-fields/cooccurrence';
import { below, next } from './shared/rows';

const SENTENCE_END: i32 = -1;
const DIGIT_BITS: u32 = 11;
const DIGITS: u32 = 2048;
const EVENT_BYTES: usize = 8;
const ENTRY_BYTES: usize = 16;

/**
 * Counts each word from `from` on with those before it, back to `window` words or the end of a sentence.
 * @returns where it stopped: at `end`, or before when there is no room for more events
 */
export function count(settings: usize, ids: usize, from: i32, end: i32): i32 {
  const window = load<i32>(settings, WINDOW);
  const weights = <usize>load<u32>(settings, WEIGHTS);
  const rowStarts = <usize>load<u32>(settings, ROW_STARTS);
  const cells = <usize>load<u32>(settings, CELLS);
  const capacity = load<i32>(settings, CAPACITY);
  const firstEvent = <usize>load<u32>(settings, EVENTS);
  let events = load<i32>(settings, COUNT);
  let at = from;
  for (; at < end; at++) {
    const word = load<i32>(ids + ((<usize>at) << 2));
    if (word == SENTENCE_END) continue;
    if (events + window > capacity) break;
    const least = max<i32>(0, at - window);
    for (let other = at - 1; other >= least; other--) {
      const near = load<i32>(ids + ((<usize>other) << 2));
      if (near == SENTENCE_END) break;
      const row = max<i32>(word, near);
      const column = min<i32>(word, near);
      const cell = load<u32>(rowStarts + ((<usize>row) << 2)) + <u32>column;
      if (cell < load<u32>(rowStarts + ((<usize>row) << 2), 4)) {
        const sum = cells + ((<usize>cell) << 3);
        const weight = load<u64>(weights + ((<usize>(at - other)) << 3));
        store<u64>(sum, load<u64>(sum) + (row == column ? weight << 1 : weight));
      } else {
        const event = ((<u64>row) << 32) | ((<u64>column) << 8) | (<u64>(at - other));
        store<u64>(firstEvent + ((<usize>events) << 3), event);
        events++;
      }
    }
  }
  store<i32>(settings, events, COUNT);
  return at;
}

/** Sorts the events by row; those of a row stay in their order. */
export function sort(settings: usize): void {
  const histogram = <usize>load<u32>(settings, HISTOGRAM);
  const events = <usize>load<i32>(settings, COUNT);
  const rows = load<u32>(settings, ROWS);
  let from = <usize>load<u32>(settings, EVENTS);
  let to = <usize>load<u32>(settings, SCRATCH);
  for (let shift: u32 = 0; shift == 0 || (rows - 1) >> shift > 0; shift += DIGIT_BITS) {
    memory.fill(histogram, 0, DIGITS << 2);
    for (let event = from; event < from + events * EVENT_BYTES; event += EVENT_BYTES) {
      const digit = histogram + ((<usize>((load<u32>(event, 4) >> shift) & (DIGITS - 1))) << 2);
      store<u32>(digit, load<u32>(digit) + 1);
    }
    let sum: u32 = 0;
    for (let digit: usize = 0; digit < <usize>DIGITS; digit++) {
      const here = load<u32>(histogram + (digit << 2));
      store<u32>(histogram + (digit << 2), sum);
      sum += here;
    }
    for (let event = from; event < from + events * EVENT_BYTES; event += EVENT_BYTES) {
      const digit = histogram + ((<usize>((load<u32>(event, 4) >> shift) & (DIGITS - 1))) << 2);
      const place = load<u32>(digit);
      store<u32>(digit, place + 1);
      store<u64>(to + ((<usize>place) << 3), load<u64>(event));
    }
    const other = from;
    from = to;
    to = other;
  }
  store<u32>(settings, <u32>from, EVENTS);
  store<u32>(settings, <u32>to, SCRATCH);
  store<i32>(settings, 0, CURSOR);
}

/** Adds to the sum of a column; the first time it is kept that it was met. @returns how many were met */
function add(sums: usize, met: usize, metCount: usize, column: usize, value: u64): usize {
  const sum = sums + (column << 3);
  const before = load<u64>(sum);
  store<u64>(sum, before + value);
  if (before != 0) return metCount;
  store<u32>(met + (metCount << 2), <u32>column);
  return metCount + 1;
}

/** Writes an entry for each column that was met, and clears the sums. */
function emit(sums: usize, met: usize, metCount: usize, row: u32, out: usize): void {
  for (let at: usize = 0; at < metCount; at++) {
    const column = load<u32>(met + (at << 2));
    const sum = sums + ((<usize>column) << 3);
    const entry = out + at * ENTRY_BYTES;
    store<u32>(entry, row);
    store<u32>(entry, column, 4);
    store<u64>(entry, load<u64>(sum), 8);
    store<u64>(sum, 0);
  }
}

/**
 * Sums up sorted events of the rows below `endRow`, from where it stopped before.
 * @returns 1 when all were, 0 when there is no room for more entries
 */
export function sumEvents(settings: usize, endRow: u32): i32 {
  const weights = <usize>load<u32>(settings, WEIGHTS);
  const events = <usize>load<u32>(settings, EVENTS);
  const eventCount = load<i32>(settings, COUNT);
  const sums = <usize>load<u32>(settings, SUMS);
  const met = <usize>load<u32>(settings, MET);
  const out = <usize>load<u32>(settings, OUT);
  const outCapacity = load<i32>(settings, OUT_CAPACITY);
  let outCount = load<i32>(settings, OUT_COUNT);
  let cursor = load<i32>(settings, CURSOR);
  let all: i32 = 1;
  while (cursor < eventCount) {
    const row = load<u32>(events + ((<usize>cursor) << 3), 4);
    if (row >= endRow) break;
    let end = cursor + 1;
    while (end < eventCount && load<u32>(events + ((<usize>end) << 3), 4) == row) end++;
    if (outCount + min<i32>(end - cursor, <i32>row + 1) > outCapacity) {
      all = 0;
      break;
    }
    let metCount: usize = 0;
    for (; cursor < end; cursor++) {
      const low = load<u32>(events + ((<usize>cursor) << 3));
      const column = low >> 8;
      const weight = load<u64>(weights + ((<usize>(low & 0xff)) << 3));
      metCount = add(sums, met, metCount, column, column == row ? weight << 1 : weight);
    }
    emit(sums, met, metCount, row, out + <usize>outCount * ENTRY_BYTES);
    outCount += <i32>metCount;
  }
  store<i32>(settings, cursor, CURSOR);
  store<i32>(settings, outCount, OUT_COUNT);
  return all;
}

/** Writes the cells of the rows from `row` on that are not 0, and clears them. @returns the row where it stopped, for want of room or at `endRow` */
export function takeCells(settings: usize, row: u32, endRow: u32): u32 {
  const rowStarts = <usize>load<u32>(settings, ROW_STARTS);
  const cells = <usize>load<u32>(settings, CELLS);
  const out = <usize>load<u32>(settings, OUT);
  const outCapacity = load<u32>(settings, OUT_CAPACITY);
  let outCount = load<u32>(settings, OUT_COUNT);
  for (; row < endRow; row++) {
    const start = load<u32>(rowStarts + ((<usize>row) << 2));
    const length = load<u32>(rowStarts + ((<usize>row) << 2), 4) - start;
    if (outCount + length > outCapacity) break;
    for (let column: u32 = 0; column < length; column++) {
      const cell = cells + ((<usize>(start + column)) << 3);
      const sum = load<u64>(cell);
      if (sum == 0) continue;
      const entry = out + <usize>outCount * ENTRY_BYTES;
      store<u32>(entry, row);
      store<u32>(entry, column, 4);
      store<u64>(entry, sum, 8);
      store<u64>(cell, 0);
      outCount++;
    }
  }
  store<u32>(settings, outCount, OUT_COUNT);
  return row;
}

/**
 * Sums up entries of the same pairs in slices, each sorted by row, into records: two words, and how often they were met, as a float of 64 bits.
 * @param slices where the address and the end of each slice are
 * @param unit what nearness 1 counts
 * @param out as large as the slices are together
 * @returns how many records there are
 */
export function merge(
  slices: usize,
  sliceCount: i32,
  firstRow: u32,
  endRow: u32,
  sums: usize,
  met: usize,
  unit: f64,
  out: usize,
): i32 {
  let outCount: i32 = 0;
  for (let row = firstRow; row < endRow; row++) {
    let metCount: usize = 0;
    for (let slice = slices; slice < slices + ((<usize>sliceCount) << 3); slice += 8) {
      let entry = <usize>load<u32>(slice);
      const end = <usize>load<u32>(slice, 4);
      while (entry < end && load<u32>(entry) == row) {
        metCount = add(sums, met, metCount, load<u32>(entry, 4), load<u64>(entry, 8));
        entry += ENTRY_BYTES;
      }
      store<u32>(slice, <u32>entry);
    }
    const first = out + <usize>outCount * ENTRY_BYTES;
    emit(sums, met, metCount, row, first);
    for (let at: usize = 0; at < metCount; at++) {
      const sum = first + at * ENTRY_BYTES + 8;
      store<f64>(sum, <f64>load<u64>(sum) / unit);
    }
    outCount += <i32>metCount;
  }
  return outCount;
}

/** Puts records into a random order. */
export function shuffle(records: usize, count: u32, seed: u64): void {
  let random = next(seed);
  for (let left = count; left > 1; left--) {
    random = next(random);
    const a = records + <usize>(left - 1) * ENTRY_BYTES;
    const b = records + <usize>below(random, left) * ENTRY_BYTES;
    const record = v128.load(a);
    v128.store(a, v128.load(b));
    v128.store(b, record);
  }
}
