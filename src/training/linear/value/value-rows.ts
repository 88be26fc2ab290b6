import type { SparseRows } from '../../../numerics/sparse-rows.js';

/** Rows of one number each, in units of their own: mean and standard deviation of the training rows. */
export interface ValueRows {
  readonly rows: SparseRows;
  /** (rowCount,) (value − mean) / deviation */
  readonly values: Float64Array;
  readonly scale: ValueScale;
}

/** What the numbers of the training rows come to, so that penalties mean the same in any unit. */
export interface ValueScale {
  readonly mean: number;
  /** Above 0. */
  readonly deviation: number;
}
