import * as HOT from './kernel-fields/hot-rows.js';

/** Rows that a thread keeps copies of, as kernels/shared/hot-rows.ts takes them: places and sizes in bytes. */
export interface HotRangePlaces {
  readonly shared: number;
  readonly bytes: number;
  /** Where the copy is; what it began as lies behind it. */
  readonly copy: number;
  /** Numbers, one for each row: how much of what it has moved by is added to the shared one. */
  readonly shares: number;
  /** Of the rows that each exchange takes: the first, or the last. */
  readonly hottestBytes: number;
  readonly isFromEnd: boolean;
}

/** The fields of a range that begins `at` bytes behind the start of a settings block. */
export function hotRangeFields(
  at: number,
  { shared, bytes, copy, shares, hottestBytes, isFromEnd }: HotRangePlaces,
): (readonly [field: number, value: number])[] {
  return [
    [at + HOT.SHARED, shared],
    [at + HOT.BYTES, bytes],
    [at + HOT.COPY, copy],
    [at + HOT.BEFORE, copy + bytes],
    [at + HOT.SHARES, shares],
    [at + HOT.HOTTEST, hottestBytes],
    [at + HOT.FROM_END, isFromEnd ? 1 : 0],
  ];
}
