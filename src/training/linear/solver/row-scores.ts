import type { LinearProblem } from './linear-problem.js';

/** Multiplications in one slice of work: some tens of milliseconds. */
const WORK_PER_SLICE = 4_000_000;

/** How many rows are a slice of work of some tens of milliseconds. */
export function rowsPerSlice({ rows, outputCount }: LinearProblem): number {
  const valuesPerRow = 1 + rows.offsets[rows.rowCount]! / Math.max(1, rows.rowCount);
  return Math.max(1, Math.round(WORK_PER_SLICE / (valuesPerRow * outputCount)));
}

/** The numbers of all rows, in order. */
export function rowNumbersOf({ rows }: LinearProblem): Int32Array {
  return Int32Array.from({ length: rows.rowCount }, (_, row) => row);
}

/**
 * Scores of one row, into `scores` (outputCount,).
 * @param weights (columnCount + 1, outputCount), the intercepts last
 */
export function rowScores(
  weights: Float32Array | Float64Array,
  { rows, outputCount }: LinearProblem,
  row: number,
  scores: Float64Array,
): void {
  const { columns, values } = rows;
  const end = rows.offsets[row + 1]!;
  const intercepts = rows.columnCount * outputCount;
  for (let k = 0; k < outputCount; k++) scores[k] = weights[intercepts + k]!;
  for (let i = rows.offsets[row]!; i < end; i++) {
    const value = values[i]!;
    const at = columns[i]! * outputCount;
    for (let k = 0; k < outputCount; k++) scores[k]! += value * weights[at + k]!;
  }
}
