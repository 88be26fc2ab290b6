import type { DualCoordinateAscent, PassFigures } from '../solver/linear-problem.js';
import type { LabelledRows } from './labelled-rows.js';
import { SoftmaxTerms } from './softmax-terms.js';

const { abs, log, max, min } = Math;

const MOST_NEWTON_STEPS = 25;
const LEAST_PROBABILITY = 1e-30;
const LEAST_CHANGE = 1e-6;

/**
 * Multinomial logistic regression by stochastic dual coordinate ascent. It minimizes
 *
 *   P(W) = 1/n Σᵢ cᵢ (log Σₖ exp(wₖ·xᵢ) − Σₖ tᵢₖ wₖ·xᵢ) + l2/2 ‖W‖²
 *
 * where tᵢ is the distribution that is wanted of a row: all on its class, or a part of it as a teacher says. It does so
 * through its dual, whose variables are a distribution βᵢ over the classes for each row, with
 * W = 1/(l2 n) Σᵢ cᵢ (tᵢ − βᵢ) xᵢᵀ and, at the optimum, βᵢ = softmax(W xᵢ). A step moves one βᵢ toward the softmax as far
 * as the dual grows along that line. A row costs two walks over its own features, so a pass costs what one gradient
 * costs, and far fewer passes are needed than by L-BFGS on text, where there are more features than rows.
 *
 * A term of the loss at a temperature T, with a weight of its own, is a row with the features xᵢ / T: a row with two terms
 * has two βᵢ, which are moved one after the other between the same two walks.
 *
 * @see Shalev-Shwartz & Zhang, Accelerated Proximal Stochastic Dual Coordinate Ascent (2014), section 5, option II
 * @see Yu, Huang & Lin, Dual coordinate descent methods for logistic regression and maximum entropy models (2011)
 */
export class SoftmaxAscent implements DualCoordinateAscent {
  /** (columnCount + 1, classCount): W transposed, the intercepts last. */
  readonly weights: Float32Array;
  /** (rowCount, terms, classCount): the βᵢ. */
  readonly duals: Float32Array;
  private readonly terms: SoftmaxTerms;
  private readonly scores: Float64Array;
  private readonly direction: Float64Array;
  /** (classCount,) by how much a row moves the weights of a feature of value 1. */
  private readonly moves: Float64Array;

  /** @param classWeights (classCount,) how much a row of each class counts */
  constructor(
    private readonly data: LabelledRows,
    private readonly classWeights: Float64Array,
  ) {
    const { rows, classCount } = data;
    this.terms = new SoftmaxTerms(data);
    this.weights = new Float32Array((rows.columnCount + 1) * classCount);
    this.duals = new Float32Array(rows.rowCount * this.terms.all.length * classCount);
    this.addWanted(1);
    this.scores = new Float64Array(classCount);
    this.direction = new Float64Array(classCount);
    this.moves = new Float64Array(classCount);
  }

  /** Each βᵢ moves toward what is wanted of its row by the ratio. */
  lowerL2(ratio: number): void {
    const { duals } = this;
    for (let at = 0; at < duals.length; at++) duals[at]! *= ratio;
    this.addWanted(1 - ratio);
  }

  /** One step for each of `order[from..to)`; figures are added to `figures`. */
  pass(order: Int32Array, from: number, to: number, l2: number, figures: PassFigures): void {
    const { rows, labels, classCount } = this.data;
    const { offsets, columns, values } = rows;
    const { classWeights, weights, scores, moves, terms } = this;
    const intercepts = rows.columnCount * classCount;
    const scale = 1 / (l2 * order.length);
    for (let position = from; position < to; position++) {
      const row = order[position]!;
      const start = offsets[row]!;
      const end = offsets[row + 1]!;
      let squaredLength = 1;
      for (let k = 0; k < classCount; k++) scores[k] = weights[intercepts + k]!;
      for (let i = start; i < end; i++) {
        const value = values[i]!;
        const at = columns[i]! * classCount;
        squaredLength += value * value;
        for (let k = 0; k < classCount; k++) scores[k]! += value * weights[at + k]!;
      }
      const weight = classWeights[labels[row]!]!;
      figures.weight += weight;
      figures.loss -= weight * terms.leastOf(row);
      let hasMoved = false;
      moves.fill(0);
      for (let place = 0; place < terms.all.length; place++)
        hasMoved = this.moveDuals(row, place, weight, scale, squaredLength, figures) || hasMoved;
      if (!hasMoved) continue;
      for (let i = start; i < end; i++) {
        const value = values[i]!;
        const at = columns[i]! * classCount;
        for (let k = 0; k < classCount; k++) weights[at + k]! += value * moves[k]!;
      }
      for (let k = 0; k < classCount; k++) weights[intercepts + k]! += moves[k]!;
    }
  }

  /**
   * Moves the β of a row's term; adds to `moves`, and to `scores` what these come to.
   * @returns whether it moved
   */
  private moveDuals(
    row: number,
    place: number,
    rowWeight: number,
    scale: number,
    squaredLength: number,
    figures: PassFigures,
  ): boolean {
    const { duals, terms, scores, direction, moves } = this;
    const term = terms.all[place]!;
    const weight = rowWeight * (term.weight / term.temperature);
    const dual = (row * terms.all.length + place) * scores.length;
    figures.loss += rowWeight * terms.evaluate(term, row, scores);
    const { probabilities, wanted } = terms;
    let distance = 0;
    let [dualOverlap, modelOverlap] = [0, 0];
    for (let k = 0; k < direction.length; k++) {
      const before = duals[dual + k]!;
      direction[k] = probabilities[k]! - before;
      distance += abs(direction[k]!);
      dualOverlap += min(wanted[k]!, before);
      modelOverlap += min(wanted[k]!, probabilities[k]!);
    }
    figures.violation += weight * distance;
    figures.mass += weight * (1 - dualOverlap + (1 - modelOverlap));
    if (distance < LEAST_CHANGE) return false;
    const step = this.lineSearch(dual, (weight * scale * squaredLength) / term.temperature);
    for (let k = 0; k < direction.length; k++) {
      const before = duals[dual + k]!;
      duals[dual + k] = max(0, before + step * direction[k]!);
      // The change as it was rounded, so that W stays the sum that the duals stand for.
      const move = weight * scale * (before - duals[dual + k]!);
      moves[k]! += move;
      scores[k]! += squaredLength * move;
    }
    return true;
  }

  /**
   * Where the dual is highest between the row's β (0) and the softmax (1): the root of a falling function, by Newton's
   * method, kept inside the interval that still brackets it.
   */
  private lineSearch(dual: number, coupling: number): number {
    const { duals, direction } = this;
    const { logits } = this.terms;
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

  /** Adds a share of what is wanted of each row to its duals. */
  private addWanted(share: number): void {
    const { duals, terms } = this;
    let dual = 0;
    for (let row = 0; row < this.data.rows.rowCount; row++)
      for (const term of terms.all) for (const wanted of terms.want(term, row)) duals[dual++]! += share * wanted;
  }
}
