import type { LinearProblem } from './linear-problem.js';
import { rowScores, rowsPerSlice } from './row-scores.js';

/**
 * The function P(W) that training minimizes, and its gradient; yields between slices of rows.
 * @param gradient as long as `weights`; overwritten
 */
export function* objective(
  weights: Float64Array,
  problem: LinearProblem,
  l2: number,
  gradient: Float64Array,
): Generator<undefined, number> {
  let squaredLength = 0;
  for (let at = 0; at < weights.length; at++) {
    squaredLength += weights[at]! ** 2;
    gradient[at] = l2 * weights[at]!;
  }
  const { rowCount } = problem.rows;
  const slice = rowsPerSlice(problem);
  let loss = 0;
  for (let from = 0; from < rowCount; from += slice) {
    loss += addRows(weights, problem, from, Math.min(rowCount, from + slice), gradient);
    yield;
  }
  return loss + (l2 / 2) * squaredLength;
}

/** Adds the gradient of some rows' losses. @returns their part of the mean loss */
function addRows(
  weights: Float64Array,
  problem: LinearProblem,
  from: number,
  to: number,
  gradient: Float64Array,
): number {
  const { rows, outputCount } = problem;
  const { offsets, columns, values } = rows;
  const scores = new Float64Array(outputCount);
  const intercepts = rows.columnCount * outputCount;
  let loss = 0;
  for (let row = from; row < to; row++) {
    const share = problem.weightOf(row) / rows.rowCount;
    rowScores(weights, problem, row, scores);
    loss += share * problem.loss(row, scores);
    const end = offsets[row + 1]!;
    for (let i = offsets[row]!; i < end; i++) {
      const value = share * values[i]!;
      const at = columns[i]! * outputCount;
      for (let k = 0; k < outputCount; k++) gradient[at + k]! += value * scores[k]!;
    }
    for (let k = 0; k < outputCount; k++) gradient[intercepts + k]! += share * scores[k]!;
  }
  return loss;
}
