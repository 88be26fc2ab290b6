/** Fields of a range of hot rows, within a settings block: where they are shared, how many bytes, this thread's copy, what that began as. */
export const SHARED = 0;
export const BYTES = 4;
export const COPY = 8;
export const BEFORE = 12;
/** How much of what a row has moved by is added to the shared one: a number for each row. */
export const SHARES = 16;
/** Bytes of the hottest rows, which every exchange takes; each second takes twice as many, each fourth four times. */
export const HOTTEST = 20;
/** Whether the hottest rows come last. */
export const FROM_END = 24;

/** When a thread exchanges rows: steps between two exchanges (0 where it trains alone), how many first ones take all rows. */
export const EVERY = 0;
export const FIRST = 4;
/** Steps since the last exchange, and exchanges so far. */
export const SINCE = 8;
export const EXCHANGES = 12;
