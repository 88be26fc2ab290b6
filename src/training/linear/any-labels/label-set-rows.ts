import type { SparseRows } from '../../../numerics/sparse-rows.js';
import type { TaughtRows } from '../../distillation/distillation.js';
import { ClassWeighting } from '../class-weighting.js';

/** Rows of any number of labels each. */
export interface LabelSetRows {
  readonly rows: SparseRows;
  /** (rowCount + 1,) where the labels of each row begin in `labels`. */
  readonly starts: Int32Array;
  /** Indices of the rows' labels, none twice in a row. */
  readonly labels: Int32Array;
  readonly labelCount: number;
  /** What a teacher says of each row, (rowCount, labelCount); absent without one. */
  readonly taught?: TaughtRows | undefined;
}

/** Tells of one row at a time which labels it has. */
export class PresentLabels {
  private readonly present: Uint8Array;
  private row = -1;

  constructor(private readonly data: LabelSetRows) {
    this.present = new Uint8Array(data.labelCount);
  }

  /** @returns (labelCount,) 1 for the labels of the row, until another is asked for */
  of(row: number): Uint8Array {
    if (this.row >= 0) this.mark(this.row, 0);
    this.mark(row, 1);
    this.row = row;
    return this.present;
  }

  private mark(row: number, as: number): void {
    const { starts, labels } = this.data;
    for (let at = starts[row]!; at < starts[row + 1]!; at++) this.present[labels[at]!] = as;
  }
}

/** How much a row counts for each label, where it has the label and where it does not. */
export interface LabelWeights {
  /** (labelCount,) */
  readonly present: Float64Array;
  /** (labelCount,) */
  readonly absent: Float64Array;
}

/**
 * Balanced weights let the rows with a label count as much as those without, where there are both: the mean over rows is 1 for each
 * label.
 */
export function labelWeightsOf({ rows, labels, labelCount }: LabelSetRows, weighting: ClassWeighting): LabelWeights {
  const ones = () => new Float64Array(labelCount).fill(1);
  if (weighting === ClassWeighting.NONE) return { present: ones(), absent: ones() };
  const counts = new Float64Array(labelCount);
  for (const label of labels) counts[label]!++;
  const n = rows.rowCount;
  const balanced = (count: number) => (count === 0 || count === n ? 1 : n / (2 * count));
  return { present: counts.map(balanced), absent: counts.map((count) => balanced(n - count)) };
}
