import type { Fit, LinearProblem } from './linear-problem.js';
import { rowScores, rowsPerSlice } from './row-scores.js';

/** How well weights fit some rows; yields between slices of them. `rowNumbers` are the rows to look at. */
export function* measureFit(
  weights: Float32Array,
  problem: LinearProblem,
  rowNumbers: Int32Array,
): Generator<undefined, Fit> {
  const scores = new Float64Array(problem.outputCount);
  const slice = rowsPerSlice(problem);
  const meter = problem.meter();
  for (const [place, row] of rowNumbers.entries()) {
    rowScores(weights, problem, row, scores);
    meter.add(row, scores);
    if ((place + 1) % slice === 0) yield;
  }
  return meter.fit();
}
