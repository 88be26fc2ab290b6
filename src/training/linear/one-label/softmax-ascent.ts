import { softmax } from '../../../numerics/softmax.js';
import type { DualCoordinateAscent, PassFigures } from '../solver/linear-problem.js';
import type { LabelledRows } from './labelled-rows.js';

const { abs, log, max } = Math;

const MOST_NEWTON_STEPS = 25;
const LEAST_PROBABILITY = 1e-30;
const LEAST_CHANGE = 1e-6;

/**
 * Multinomial logistic regression by stochastic dual coordinate ascent. It minimizes
 *
 *   P(W) = 1/n Σᵢ cᵢ (log Σₖ exp(wₖ·xᵢ) − w_yᵢ·xᵢ) + l2/2 ‖W‖²
 *
 * through its dual, whose variables are a distribution βᵢ over the classes for each row, with
 * W = 1/(l2 n) Σᵢ cᵢ (e_yᵢ − βᵢ) xᵢᵀ and, at the optimum, βᵢ = softmax(W xᵢ). A step moves one βᵢ toward the softmax as far
 * as the dual grows along that line. A row costs two walks over its own features, so a pass costs what one gradient
 * costs, and far fewer passes are needed than by L-BFGS on text, where there are more features than rows.
 *
 * @see Shalev-Shwartz & Zhang, Accelerated Proximal Stochastic Dual Coordinate Ascent (2014), section 5, option II
 * @see Yu, Huang & Lin, Dual coordinate descent methods for logistic regression and maximum entropy models (2011)
 */
export class SoftmaxAscent implements DualCoordinateAscent {
  /** (columnCount + 1, classCount): W transposed, the intercepts last. */
  readonly weights: Float32Array;
  /** (rowCount, classCount): the βᵢ. */
  readonly duals: Float32Array;
  private readonly logits: Float64Array;
  private readonly probabilities: Float64Array;
  private readonly direction: Float64Array;

  /** @param classWeights (classCount,) how much a row of each class counts */
  constructor(
    private readonly data: LabelledRows,
    private readonly classWeights: Float64Array,
  ) {
    const { rows, labels, classCount } = data;
    this.weights = new Float32Array((rows.columnCount + 1) * classCount);
    this.duals = new Float32Array(rows.rowCount * classCount);
    labels.forEach((label, row) => {
      this.duals[row * classCount + label] = 1;
    });
    this.logits = new Float64Array(classCount);
    this.probabilities = new Float64Array(classCount);
    this.direction = new Float64Array(classCount);
  }

  /** Each βᵢ moves toward its row's own class by the ratio. */
  lowerL2(ratio: number): void {
    const { duals } = this;
    const { labels, classCount } = this.data;
    for (let at = 0; at < duals.length; at++) duals[at]! *= ratio;
    labels.forEach((label, row) => {
      duals[row * classCount + label]! += 1 - ratio;
    });
  }

  /** One step for each of `order[from..to)`; figures are added to `figures`. */
  pass(order: Int32Array, from: number, to: number, l2: number, figures: PassFigures): void {
    const { rows, labels, classCount } = this.data;
    const { offsets, columns, values } = rows;
    const { classWeights, weights, duals, logits, probabilities, direction } = this;
    const intercepts = rows.columnCount * classCount;
    const scale = 1 / (l2 * order.length);
    for (let position = from; position < to; position++) {
      const row = order[position]!;
      const start = offsets[row]!;
      const end = offsets[row + 1]!;
      let squaredLength = 1;
      for (let k = 0; k < classCount; k++) logits[k] = weights[intercepts + k]!;
      for (let i = start; i < end; i++) {
        const value = values[i]!;
        const at = columns[i]! * classCount;
        squaredLength += value * value;
        for (let k = 0; k < classCount; k++) logits[k]! += value * weights[at + k]!;
      }
      const label = labels[row]!;
      const weight = classWeights[label]!;
      const dual = row * classCount;
      const logSum = softmax(logits, probabilities);
      let distance = 0;
      for (let k = 0; k < classCount; k++) {
        direction[k] = probabilities[k]! - duals[dual + k]!;
        distance += abs(direction[k]!);
      }
      figures.loss += weight * (logSum - logits[label]!);
      figures.weight += weight;
      figures.violation += weight * distance;
      figures.mass += weight * (1 - duals[dual + label]! + (1 - probabilities[label]!));
      if (distance < LEAST_CHANGE) continue;
      const step = this.lineSearch(dual, weight * scale * squaredLength);
      for (let k = 0; k < classCount; k++) {
        const before = duals[dual + k]!;
        duals[dual + k] = max(0, before + step * direction[k]!);
        // The change as it was rounded, so that W stays the sum that the duals stand for.
        direction[k] = weight * scale * (before - duals[dual + k]!);
      }
      for (let i = start; i < end; i++) {
        const value = values[i]!;
        const at = columns[i]! * classCount;
        for (let k = 0; k < classCount; k++) weights[at + k]! += value * direction[k]!;
      }
      for (let k = 0; k < classCount; k++) weights[intercepts + k]! += direction[k]!;
    }
  }

  /**
   * Where the dual is highest between the row's β (0) and the softmax (1): the root of a falling function, by Newton's
   * method, kept inside the interval that still brackets it.
   */
  private lineSearch(dual: number, coupling: number): number {
    const { duals, logits, direction } = this;
    let low = 0;
    let high = 1;
    let step = 1 / (1 + coupling);
    for (let round = 0; round < MOST_NEWTON_STEPS; round++) {
      let slope = 0;
      let curvature = 0;
      for (let k = 0; k < direction.length; k++) {
        const toward = direction[k]!;
        const moved = max(LEAST_PROBABILITY, duals[dual + k]! + step * toward);
        slope += toward * (logits[k]! - log(moved) - coupling * step * toward);
        curvature += toward * toward * (1 / moved + coupling);
      }
      if (slope > 0) low = step;
      else high = step;
      const next = step + slope / curvature;
      const inside = next > low && next < high ? next : (low + high) / 2;
      if (abs(inside - step) < 1e-3 * step) return inside;
      step = inside;
    }
    return step;
  }
}
