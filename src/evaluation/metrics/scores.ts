import type { Outcomes } from './outcomes.js';

const { abs, floor, log, max, min } = Math;

/** Keeps the loss of a row finite whose right label was given probability 0. */
export const LEAST_PROBABILITY = 1e-15;

export function accuracy({ expected, predicted }: Outcomes, rows: Int32Array): number {
  return mean(rows, (row) => (expected[row] === predicted[row] ? 1 : 0));
}

/** Negative log likelihood of one row, in nats. */
export function rowLoss({ expectedProbability }: Outcomes, row: number): number {
  return -log(max(LEAST_PROBABILITY, expectedProbability[row]!));
}

/** Mean negative log likelihood of the right labels, in nats. */
export function logLoss(outcomes: Outcomes, rows: Int32Array): number {
  return mean(rows, (row) => rowLoss(outcomes, row));
}

const BINS = 15;

/**
 * Expected calibration error: how far the probability of the predicted label is from the share of rows where it is right,
 * averaged over 15 bins of equal width.
 * @see Guo et al., On Calibration of Modern Neural Networks (2017)
 */
export function calibrationError({ expected, predicted, predictedProbability }: Outcomes, rows: Int32Array): number {
  const surplus = new Float64Array(BINS);
  for (const row of rows) {
    const probability = predictedProbability[row]!;
    const bin = min(BINS - 1, floor(probability * BINS));
    surplus[bin]! += probability - (expected[row] === predicted[row] ? 1 : 0);
  }
  return surplus.reduce((sum, value) => sum + abs(value), 0) / rows.length;
}

function mean(rows: Int32Array, value: (row: number) => number): number {
  let sum = 0;
  for (const row of rows) sum += value(row);
  return sum / rows.length;
}
