import type { SparseRows } from '../../../numerics/sparse-rows.js';
import type { DualCoordinateAscent, PassFigures } from '../solver/linear-problem.js';

const { abs } = Math;

/** Smaller steps would move the duals and be lost in the rounding of the weights. */
const LEAST_CHANGE = 1e-6;

/**
 * Ridge regression by stochastic dual coordinate ascent. It minimizes
 *
 *   P(w) = 1/n Σᵢ (yᵢ − w·xᵢ)² / 2 + l2/2 ‖w‖²
 *
 * through its dual, whose variables αᵢ are the residuals: w = 1/(l2 n) Σᵢ αᵢ xᵢ and, at the optimum, αᵢ = yᵢ − w·xᵢ. A step is
 * exact: Δ = (yᵢ − w·xᵢ − αᵢ) / (1 + ‖xᵢ‖² / (l2 n)).
 * @see Shalev-Shwartz & Zhang, Stochastic Dual Coordinate Ascent Methods for Regularized Loss Minimization (2013), section 6.2
 */
export class LeastSquaresAscent implements DualCoordinateAscent {
  readonly weights: Float32Array;
  readonly duals: Float32Array;

  /** @param values (rowCount,) the yᵢ */
  constructor(
    private readonly rows: SparseRows,
    private readonly values: Float64Array,
  ) {
    this.weights = new Float32Array(rows.columnCount + 1);
    this.duals = new Float32Array(rows.rowCount);
  }

  /** The weights are the sum of the αᵢ over l2. */
  lowerL2(ratio: number): void {
    const { duals } = this;
    for (let row = 0; row < duals.length; row++) duals[row]! *= ratio;
  }

  pass(order: Int32Array, from: number, to: number, l2: number, figures: PassFigures): void {
    const { weights, duals } = this;
    const { offsets, columns, values, columnCount } = this.rows;
    const scale = 1 / (l2 * order.length);
    for (let position = from; position < to; position++) {
      const row = order[position]!;
      const start = offsets[row]!;
      const end = offsets[row + 1]!;
      let score = weights[columnCount]!;
      let squaredLength = 1;
      for (let i = start; i < end; i++) {
        score += values[i]! * weights[columns[i]!]!;
        squaredLength += values[i]! ** 2;
      }
      const residual = this.values[row]! - score;
      const before = duals[row]!;
      figures.loss += residual ** 2 / 2;
      figures.weight++;
      figures.violation += abs(residual - before);
      figures.mass += abs(residual) + abs(before);
      if (abs(residual - before) < LEAST_CHANGE) continue;
      duals[row] = before + (residual - before) / (1 + scale * squaredLength);
      // The change as it was rounded, so that w stays the sum that the duals stand for.
      const change = scale * (duals[row] - before);
      for (let i = start; i < end; i++) weights[columns[i]!]! += values[i]! * change;
      weights[columnCount]! += change;
    }
  }
}
