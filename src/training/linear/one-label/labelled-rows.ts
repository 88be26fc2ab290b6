import type { TaughtRows } from '../../distillation/distillation.js';
import { ClassWeighting } from '../class-weighting.js';
import type { SparseRows } from '../../../numerics/sparse-rows.js';

/** Rows of one class each. */
export interface LabelledRows {
  readonly rows: SparseRows;
  /** (rowCount,) index of each row's class. */
  readonly labels: Int32Array;
  readonly classCount: number;
  /** What a teacher says of each row, (rowCount, classCount); absent without one. */
  readonly taught?: TaughtRows | undefined;
}

/**
 * (classCount,) weights of a row of each class. Balanced weights are n / (classes · rows of the class), where only classes that have rows
 * count: their mean over rows is 1.
 */
export function classWeightsOf({ labels, classCount }: LabelledRows, weighting: ClassWeighting): Float64Array {
  const weights = new Float64Array(classCount).fill(1);
  if (weighting === ClassWeighting.NONE) return weights;
  const counts = new Float64Array(classCount);
  for (const label of labels) counts[label]!++;
  const present = counts.filter((count) => count > 0).length;
  return counts.map((count) => labels.length / (present * Math.max(1, count)));
}
