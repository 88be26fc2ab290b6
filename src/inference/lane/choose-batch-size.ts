import type { ModelRunner, Prepared } from './model-runner.js';

const MOST_ROWS = 256;
const LEAST_ROWS = 4;
/** Larger batches must save at least this share of the time a row. */
const WORTHWHILE = 0.95;
/** Longer runs keep others waiting, however much they save. */
const LONGEST_RUN_MS = 50;

/** Doubles a batch of sample rows while that makes a row cheaper. Also warms the model up. */
export async function chooseBatchSize<P extends Prepared>(runner: ModelRunner<P>): Promise<number> {
  const sample = runner.samples()[1]!;
  let rows = LEAST_ROWS;
  let msPerRow = await timeRow(runner, sample, rows);
  while (rows < MOST_ROWS && msPerRow * rows * 2 <= LONGEST_RUN_MS) {
    const larger = await timeRow(runner, sample, rows * 2);
    if (larger > msPerRow * WORTHWHILE) break;
    rows *= 2;
    msPerRow = larger;
  }
  return rows;
}

async function timeRow<P extends Prepared>(runner: ModelRunner<P>, sample: P, rows: number): Promise<number> {
  const batch = Array.from({ length: rows }, () => sample);
  let best = Infinity;
  for (let round = 0; round < 3; round++) {
    const started = performance.now();
    await runner.run(batch, rows);
    best = Math.min(best, performance.now() - started);
  }
  return best / rows;
}
