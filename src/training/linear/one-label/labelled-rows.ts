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

/** (classCount,) weights of a row of each class. Balanced weights are n / (classes · rows of the class): their mean over rows is 1. */
export function classWeightsOf({ labels, classCount }: LabelledRows, weighting: ClassWeighting): Float64Array {
  const weights = new Float64Array(classCount).fill(1);
  if (weighting === ClassWeighting.NONE) return weights;
  const counts = new Float64Array(classCount);
  for (const label of labels) counts[label]!++;
  return weights.map((_, label) => labels.length / (classCount * Math.max(1, counts[label]!)));
}
