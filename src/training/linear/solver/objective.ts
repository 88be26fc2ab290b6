import type { LinearProblem } from './linear-problem.js';
import { rowNumbersOf, rowScores, rowsPerSlice } from './row-scores.js';

/**
 * The function P(W) that training minimizes, and its gradient; yields between slices of rows.
 * @param gradient as long as `weights`; overwritten
 * @param rowNumbers the rows that count; all when left out
 */
export function* objective(
  weights: Float64Array,
  problem: LinearProblem,
  l2: number,
  gradient: Float64Array,
  rowNumbers = rowNumbersOf(problem),
): Generator<undefined, number> {
  let squaredLength = 0;
  for (let at = 0; at < weights.length; at++) {
    squaredLength += weights[at]! ** 2;
    gradient[at] = l2 * weights[at]!;
  }
  const slice = rowsPerSlice(problem);
  const scores = new Float64Array(problem.outputCount);
  let loss = 0;
  for (let from = 0; from < rowNumbers.length; from += slice) {
    const end = Math.min(rowNumbers.length, from + slice);
    for (let place = from; place < end; place++) {
      const row = rowNumbers[place]!;
      const share = problem.weightOf(row) / rowNumbers.length;
      rowScores(weights, problem, row, scores);
      loss += share * problem.loss(row, scores);
      addDerivative(problem, row, share, scores, gradient);
    }
    yield;
  }
  return loss + (l2 / 2) * squaredLength;
}

/** Adds a row's part of the gradient. @param scores (outputCount,) the derivative of its loss by each of its scores */
function addDerivative(
  { rows, outputCount }: LinearProblem,
  row: number,
  share: number,
  scores: Float64Array,
  gradient: Float64Array,
): void {
  const { offsets, columns, values, columnCount } = rows;
  const intercepts = columnCount * outputCount;
  const end = offsets[row + 1]!;
  for (let i = offsets[row]!; i < end; i++) {
    const value = share * values[i]!;
    const at = columns[i]! * outputCount;
    for (let k = 0; k < outputCount; k++) gradient[at + k]! += value * scores[k]!;
  }
  for (let k = 0; k < outputCount; k++) gradient[intercepts + k]! += share * scores[k]!;
}
