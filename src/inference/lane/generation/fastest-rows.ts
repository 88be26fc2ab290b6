import type { Decoder } from './decoder.js';

const MOST_ROWS = 32;
/** Larger batches must save at least this share of the time a row. */
const WORTHWHILE = 0.95;
/** Longer steps keep others waiting, however much they save; so do those that take so many times as long as one sequence alone. */
const LONGEST_STEP_MS = 50;
const LONGEST_STEP = 8;

/** Doubles the sequences of a step while that makes a token cheaper. Also warms the model up. */
export async function fastestRows(decoder: Decoder, prompt: readonly number[]): Promise<number> {
  let rows = 1;
  let msPerRow = await timeRow(decoder, prompt, rows);
  const longestMs = Math.max(LONGEST_STEP_MS, msPerRow * LONGEST_STEP);
  while (rows < MOST_ROWS) {
    const larger = await timeRow(decoder, prompt, rows * 2);
    if (larger > msPerRow * WORTHWHILE || larger * rows * 2 > longestMs) break;
    rows *= 2;
    msPerRow = larger;
  }
  return rows;
}

async function timeRow(decoder: Decoder, prompt: readonly number[], rows: number): Promise<number> {
  const all = Array.from({ length: rows }, () => prompt);
  const beginnings = all.map(() => ({ batch: decoder.begin(null), row: 0 }));
  let batch = decoder.gather(beginnings);
  const last = all.map((tokens) => [tokens.at(-1)!]);
  let best = Infinity;
  for (let round = 0; round < 4; round++) {
    const started = performance.now();
    if (decoder.keepsCache) ({ batch } = await decoder.step(batch, last));
    else await decoder.runWhole(all, beginnings);
    best = Math.min(best, performance.now() - started);
  }
  return best / rows;
}
