// AssemblyScript. Rows that all threads move often would travel between the caches of the cores at each step. Each thread moves
// copies of its own instead, and now and then adds what they have moved by to the rows that all share.

import {
  BEFORE,
  BYTES,
  COPY,
  EVERY,
  EXCHANGES,
  FIRST,
  FROM_END,
  HOTTEST,
  SHARED,
  SHARES,
  SINCE,
} from '../../kernel-fields/hot-rows';

/** Doublings that make the hottest rows all hot rows. */
export const ALL: i32 = 31;
/** No exchange is due. */
export const NONE: i32 = -1;

/** Where this thread moves a row: its own copy of a hot one. */
export function ownRow(range: usize, row: u32): u32 {
  const at = row - load<u32>(range, SHARED);
  return at < load<u32>(range, BYTES) ? load<u32>(range, COPY) + at : row;
}

/** From a shared row to this thread's copy, in bytes. */
export function copyOffset(range: usize): usize {
  return <usize>(load<u32>(range, COPY) - load<u32>(range, SHARED));
}

/** Copies the shared rows. */
export function takeRange(range: usize): void {
  const shared = <usize>load<u32>(range, SHARED);
  const bytes = <usize>load<u32>(range, BYTES);
  memory.copy(<usize>load<u32>(range, COPY), shared, bytes);
  memory.copy(<usize>load<u32>(range, BEFORE), shared, bytes);
}

/** Adds to shared rows what the copies have moved by, and takes up what others have added: the hottest rows, doubled so many times. */
export function exchangeRange(range: usize, stride: usize, doublings: i32): void {
  const all = load<u32>(range, BYTES);
  const hottest = load<u32>(range, HOTTEST);
  const bytes = <usize>(hottest < all >> doublings ? hottest << doublings : all);
  const first = load<u32>(range, FROM_END) ? <usize>all - bytes : 0;
  let shared = <usize>load<u32>(range, SHARED) + first;
  let copy = <usize>load<u32>(range, COPY) + first;
  let before = <usize>load<u32>(range, BEFORE) + first;
  let shares = <usize>load<u32>(range, SHARES) + (first / stride) * 4;
  const end = copy + bytes;
  while (copy < end) {
    const share = v128.load32_splat(shares);
    const rowEnd = copy + stride;
    do {
      const moved = f32x4.sub(v128.load(copy), v128.load(before));
      const now = f32x4.add(v128.load(shared), f32x4.mul(share, moved));
      v128.store(shared, now);
      v128.store(copy, now);
      v128.store(before, now);
      shared += 16;
      copy += 16;
      before += 16;
    } while (copy < rowEnd);
    shares += 4;
  }
}

/** Whether a thread has hot rows of its own. */
export function exchanges(turns: usize): bool {
  return load<i32>(turns, EVERY) != 0;
}

/** How often the hottest rows are doubled in the exchange that is due after so many more steps: the less hot a row is, the more seldom. */
export function doublingsAfter(turns: usize, steps: i32): i32 {
  const since = load<i32>(turns, SINCE) + steps;
  if (since < load<i32>(turns, EVERY)) {
    store<i32>(turns, since, SINCE);
    return NONE;
  }
  const made = load<u32>(turns, EXCHANGES) + 1;
  store<u32>(turns, made, EXCHANGES);
  store<i32>(turns, 0, SINCE);
  const doublings = ctz(made);
  return made >> doublings < load<u32>(turns, FIRST) ? ALL : doublings;
}
