import type { DualCoordinateAscent, PassFigures } from '../solver/linear-problem.js';
import { type LabelSetRows, type LabelWeights, PresentLabels } from './label-set-rows.js';
import { sigmoid, softplus } from './logistic.js';

const { abs } = Math;

const MOST_NEWTON_STEPS = 50;
const LEAST_CHANGE = 1e-6;

/**
 * A logistic regression for each label by stochastic dual coordinate ascent, all of them in one walk over a row. With
 * sᵢₖ = 1 where row i has the label k and −1 where it has not, it minimizes
 *
 *   P(W) = 1/n Σᵢ Σₖ cᵢₖ log(1 + exp(−sᵢₖ wₖ·xᵢ)) + l2/2 ‖W‖²
 *
 * through its dual, whose variables βᵢₖ are the probabilities of the wrong answers: wₖ = 1/(l2 n) Σᵢ cᵢₖ sᵢₖ βᵢₖ xᵢ and, at
 * the optimum, βᵢₖ = σ(−sᵢₖ wₖ·xᵢ). A step solves for the βᵢₖ of a row exactly, as labels share no weights. A label whose
 * answer is right already moves no weights: of many labels a row moves few.
 * @see Yu, Huang & Lin, Dual coordinate descent methods for logistic regression and maximum entropy models (2011), section 3
 */
export class LogisticAscent implements DualCoordinateAscent {
  readonly weights: Float32Array;
  readonly duals: Float32Array;
  private readonly scores: Float64Array;
  private readonly presentLabels: PresentLabels;
  /** The labels that the row moves, and by how much. */
  private readonly moved: Int32Array;
  private readonly moves: Float64Array;

  constructor(
    private readonly data: LabelSetRows,
    private readonly labelWeights: LabelWeights,
  ) {
    const { rows, labelCount } = data;
    this.weights = new Float32Array((rows.columnCount + 1) * labelCount);
    this.duals = new Float32Array(rows.rowCount * labelCount);
    this.scores = new Float64Array(labelCount);
    this.presentLabels = new PresentLabels(data);
    this.moved = new Int32Array(labelCount);
    this.moves = new Float64Array(labelCount);
  }

  /** The weights are the sum of the βᵢₖ over l2. */
  lowerL2(ratio: number): void {
    const { duals } = this;
    for (let at = 0; at < duals.length; at++) duals[at]! *= ratio;
  }

  pass(order: Int32Array, from: number, to: number, l2: number, figures: PassFigures): void {
    const { rows, labelCount } = this.data;
    const { offsets, columns, values } = rows;
    const { weights, scores, moved, moves } = this;
    const intercepts = rows.columnCount * labelCount;
    const scale = 1 / (l2 * order.length);
    for (let position = from; position < to; position++) {
      const row = order[position]!;
      const start = offsets[row]!;
      const end = offsets[row + 1]!;
      let squaredLength = 1;
      for (let k = 0; k < labelCount; k++) scores[k] = weights[intercepts + k]!;
      for (let i = start; i < end; i++) {
        const value = values[i]!;
        const at = columns[i]! * labelCount;
        squaredLength += value * value;
        for (let k = 0; k < labelCount; k++) scores[k]! += value * weights[at + k]!;
      }
      const count = this.moveDuals(row, scale, squaredLength, figures);
      for (let i = start; i < end; i++) {
        const value = values[i]!;
        const at = columns[i]! * labelCount;
        for (let j = 0; j < count; j++) weights[at + moved[j]!]! += value * moves[j]!;
      }
      for (let j = 0; j < count; j++) weights[intercepts + moved[j]!]! += moves[j]!;
    }
  }

  /** Solves for the βᵢₖ of a row. @returns how many labels moved: the first of `moved` and `moves` */
  private moveDuals(row: number, scale: number, squaredLength: number, figures: PassFigures): number {
    const { labelCount } = this.data;
    const { duals, scores, moved, moves, labelWeights } = this;
    const present = this.presentLabels.of(row);
    let count = 0;
    for (let k = 0; k < labelCount; k++) {
      const sign = present[k] === 1 ? 1 : -1;
      const weight = present[k] === 1 ? labelWeights.present[k]! : labelWeights.absent[k]!;
      const margin = sign * scores[k]!;
      const wrong = sigmoid(-margin);
      const at = row * labelCount + k;
      const before = duals[at]!;
      figures.loss += weight * softplus(-margin);
      figures.weight += weight / labelCount;
      // Twice the distance: as of two classes, of which the one is off by as much as the other.
      figures.violation += 2 * weight * abs(wrong - before);
      figures.mass += weight * (wrong + before);
      if (abs(wrong - before) < LEAST_CHANGE) continue;
      duals[at] = bestDual(margin, before, weight * scale * squaredLength);
      moved[count] = k;
      // The change as it was rounded, so that W stays the sum that the duals stand for.
      moves[count++] = sign * weight * scale * (duals[at] - before);
    }
    return count;
  }
}

/**
 * β where the dual is highest: β = σ(−margin − coupling (β − before)), as the margin grows with β. Solved for z = logit β, the
 * root of a rising function, by Newton's method, kept inside the interval that still brackets it.
 */
function bestDual(margin: number, before: number, coupling: number): number {
  let low = -margin - coupling * (1 - before);
  let high = -margin + coupling * before;
  let z = -margin;
  for (let round = 0; round < MOST_NEWTON_STEPS; round++) {
    const beta = sigmoid(z);
    const excess = z + margin + coupling * (beta - before);
    if (excess < 0) low = z;
    else high = z;
    const next = z - excess / (1 + coupling * beta * (1 - beta));
    const inside = next > low && next < high ? next : (low + high) / 2;
    if (abs(inside - z) < 1e-3) return sigmoid(inside);
    z = inside;
  }
  return sigmoid(z);
}
