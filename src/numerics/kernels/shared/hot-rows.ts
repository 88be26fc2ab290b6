// AssemblyScript. Rows that all threads move often would travel between the caches of the cores at each step. Each thread moves
// copies of its own instead, and now and then adds what they have moved by to the rows that all share.

/** A range of hot rows in the settings block: where they are shared, how many bytes, this thread's copy, what that began as. */
const SHARED: usize = 0;
const BYTES: usize = 4;
const COPY: usize = 8;
const BEFORE: usize = 12;
/** How much of what a row has moved by is added to the shared one: a number for each row. */
const SHARES: usize = 16;
/** Bytes of the hottest rows, which every exchange takes; each second takes twice as many, each fourth four times. */
const HOTTEST: usize = 20;
/** Whether the hottest rows come last. */
const FROM_END: usize = 24;
export const RANGE_BYTES: usize = 28;

/** Where this thread moves a row: its own copy of a hot one. */
export function ownRow(range: usize, row: u32): u32 {
  const at = row - load<u32>(range, SHARED);
  return at < load<u32>(range, BYTES) ? load<u32>(range, COPY) + at : row;
}

/** Copies the shared rows. */
export function takeRange(range: usize): void {
  const shared = <usize>load<u32>(range, SHARED);
  const bytes = <usize>load<u32>(range, BYTES);
  memory.copy(<usize>load<u32>(range, COPY), shared, bytes);
  memory.copy(<usize>load<u32>(range, BEFORE), shared, bytes);
}

/** Adds to shared rows what the copies have moved by, and takes up what others have added: the hottest rows, doubled so many times. */
export function exchangeRange(range: usize, stride: usize, doublings: u32): void {
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
