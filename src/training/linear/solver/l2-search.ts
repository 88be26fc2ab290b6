import type { Fit } from './linear-problem.js';

/** Values tried, strongest first. */
export const L2_CANDIDATES: readonly number[] = [
  1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6, 3e-7, 1e-7, 3e-8, 1e-8,
];

/** The search ends after this many values in a row that were no better than the best. */
const PATIENCE = 2;
const LEAST_GAIN = 1e-3;

/** How well a value of L2 did on the validation rows. */
export interface L2Trial extends Fit {
  readonly l2: number;
}

/**
 * The trial with the lowest loss; of two that differ by less than a thousandth, the one with more L2. The loss rather
 * than accuracy: it sees every row, so it chooses well on few.
 */
export function bestTrial(trials: readonly L2Trial[]): L2Trial | undefined {
  return trials.reduce<L2Trial | undefined>(
    (best, trial) => (best && trial.loss > best.loss * (1 - LEAST_GAIN) ? best : trial),
    undefined,
  );
}

/** Whether another value is worth trying. */
export function searchGoesOn(trials: readonly L2Trial[], candidates: readonly number[]): boolean {
  const best = bestTrial(trials);
  const sinceBest = best ? trials.length - 1 - trials.indexOf(best) : 0;
  return trials.length < candidates.length && sinceBest < PATIENCE;
}
