import { uniform } from '../../../src/numerics/random.js';
import { SparseRowsBuilder } from '../../../src/numerics/sparse-rows.js';
import type { LabelSetRows } from '../../../src/training/linear/any-labels/label-set-rows.js';
import type { LabelledRows } from '../../../src/training/linear/one-label/labelled-rows.js';

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

/** The same with any number of labels a row, which its columns favour. */
export function labelSetProblem(rowCount: number, columnCount: number, labelCount: number, seed = 1): LabelSetRows {
  const builder = new SparseRowsBuilder(columnCount);
  const starts = [0];
  const labels: number[] = [];
  for (let row = 0; row < rowCount; row++) {
    const own = Array.from({ length: labelCount }, (_, label) => label).filter(
      (label) => uniform(seed, 1 + row, label) < 1 / (label + 2),
    );
    const columns = Array.from({ length: columnCount }, (_, column) => column).filter(
      (column) => uniform(seed, 10_000 + row, column) < (own.includes(column % labelCount) ? 0.5 : 0.2),
    );
    const value = 1 / Math.sqrt(Math.max(1, columns.length));
    builder.add(Int32Array.from(columns), new Float32Array(columns.length).fill(value), columns.length);
    labels.push(...own);
    starts.push(labels.length);
  }
  return { rows: builder.build(), starts: Int32Array.from(starts), labels: Int32Array.from(labels), labelCount };
}
