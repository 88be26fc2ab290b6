import { setImmediate } from 'node:timers/promises';
import { uniform } from './random.js';

/** Bounds that hold the true value with a confidence of 95%. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/** The 97.5% quantile of the standard normal distribution. */
const Z = 1.959963984540054;

/**
 * Wilson's score interval of a share: right also for few trials and for shares near 0 and 1, where the normal one is not.
 * @param successes 0 to `trials`
 * @param trials at least 1
 * @see Wilson, Probable inference, the law of succession, and statistical inference (1927)
 */
export function wilsonInterval(successes: number, trials: number): Interval {
  const share = successes / trials;
  const square = (Z * Z) / trials;
  const middle = (share + square / 2) / (1 + square);
  const half = (Z / (1 + square)) * Math.sqrt((share * (1 - share)) / trials + square / (4 * trials));
  return { lower: Math.max(0, middle - half), upper: Math.min(1, middle + half) };
}

/** Interval of a mean by the central limit theorem; a point when there is only one value. */
export function meanInterval(values: Float64Array): Interval {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = n < 2 ? 0 : values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const half = Z * Math.sqrt(variance / n);
  return { lower: mean - half, upper: mean + half };
}

const MOST_RESAMPLES = 1000;
const FEWEST_RESAMPLES = 200;
/** Rows drawn in all, where that leaves enough resamples. */
const DRAWS = 5_000_000;
const TURN_MS = 20;

/**
 * Percentile bootstrap: the spread of statistics over samples of the rows with replacement. Repeats exactly for a seed, and
 * gives way to other work every few milliseconds.
 * @param rowCount how many rows there are, at least 1
 * @param statistics computed from row numbers (rowCount,), which it must not keep
 * @param signal ends it within a turn
 * @returns one interval for each statistic
 * @see Efron & Tibshirani, An Introduction to the Bootstrap (1993), ch. 13
 */
export async function bootstrapIntervals(
  rowCount: number,
  statistics: (rows: Int32Array) => readonly number[],
  { seed = 1, signal }: { readonly seed?: number; readonly signal?: AbortSignal } = {},
): Promise<Interval[]> {
  const resamples = Math.max(FEWEST_RESAMPLES, Math.min(MOST_RESAMPLES, Math.floor(DRAWS / rowCount)));
  const rows = new Int32Array(rowCount);
  const samples: (readonly number[])[] = [];
  let turnEnds = performance.now() + TURN_MS;
  for (let resample = 0; resample < resamples; resample++) {
    for (let at = 0; at < rowCount; at++) rows[at] = uniform(seed, resample, at) * rowCount;
    samples.push(statistics(rows));
    if (performance.now() < turnEnds) continue;
    await setImmediate();
    signal?.throwIfAborted();
    turnEnds = performance.now() + TURN_MS;
  }
  return samples[0]!.map((_, statistic) => {
    const values = Float64Array.from(samples, (sample) => sample[statistic]!).sort();
    return { lower: quantile(values, 0.025), upper: quantile(values, 0.975) };
  });
}

/** Quantile of sorted values, between neighbours where it falls between them. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
}
