import { RunningVariance } from '../../../numerics/running-variance.js';
import type { DualCoordinateAscent, LinearProblem, Meter } from '../solver/linear-problem.js';
import { LeastSquaresAscent } from './least-squares-ascent.js';
import type { ValueRows } from './value-rows.js';

/**
 * Linear regression with normal errors: the loss of a row is (yᵢ − w·xᵢ)² / 2. What is measured is in the unit of the numbers
 * themselves.
 */
export class ValueProblem implements LinearProblem {
  readonly kind = 'value';
  readonly outputCount = 1;
  readonly alwaysHoldsOut = true;
  readonly rows;
  readonly lossScale;

  /**
   * @param wanted (rowCount,) what is fitted: the values themselves when left out. With a teacher, a mixture of each with what that says:
   * the squares of both differences together are that of this one, up to a constant
   */
  constructor(
    private readonly data: ValueRows,
    private readonly wanted: Float64Array = data.values,
  ) {
    this.rows = data.rows;
    this.lossScale = 2 * data.scale.deviation ** 2;
  }

  solver(): DualCoordinateAscent {
    return new LeastSquaresAscent(this.data.rows, this.wanted);
  }

  weightOf(): number {
    return 1;
  }

  loss(row: number, scores: Float64Array): number {
    const residual = this.wanted[row]! - scores[0]!;
    scores[0] = -residual;
    return residual ** 2 / 2;
  }

  /** Mean squared and mean absolute error, and the share of the variance of the numbers that is explained. */
  meter(): Meter {
    const { values, scale } = this.data;
    const numbers = new RunningVariance();
    const sums = { squared: 0, absolute: 0 };
    return {
      add: (row, scores) => {
        const value = values[row]!;
        const residual = value - scores[0]!;
        numbers.add(value);
        sums.squared += residual ** 2;
        sums.absolute += Math.abs(residual);
      },
      fit: () => {
        const { squared, absolute } = sums;
        const { count, squares } = numbers;
        return {
          loss: (squared / count) * scale.deviation ** 2,
          mean_absolute_error: (absolute / count) * scale.deviation,
          // Where all numbers are alike there is nothing to explain.
          r_squared: squares > 0 ? 1 - squared / squares : 0,
        };
      },
    };
  }
}
