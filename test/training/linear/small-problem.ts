import { uniform } from '../../../src/numerics/random.js';
import { SparseRowsBuilder } from '../../../src/numerics/sparse-rows.js';
import type { LabelledRows } from '../../../src/training/linear/labelled-rows.js';

/** Random sparse rows of length 1 in which each class favours columns of its own. */
export function smallProblem(rowCount: number, columnCount: number, classCount: number, seed = 1): LabelledRows {
  const builder = new SparseRowsBuilder(columnCount);
  const labels = new Int32Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    const label = Math.floor(uniform(seed, 1, row) * classCount);
    labels[row] = label;
    const columns = Array.from({ length: columnCount }, (_, column) => column).filter(
      (column) => uniform(seed, 2 + row, column) < (column % classCount === label ? 0.5 : 0.25),
    );
    const value = 1 / Math.sqrt(Math.max(1, columns.length));
    builder.add(Int32Array.from(columns), new Float32Array(columns.length).fill(value), columns.length);
  }
  return { rows: builder.build(), labels, classCount };
}
