import type { DualCoordinateAscent, PassFigures } from '../solver/linear-problem.js';
import { type LabelSetRows, type LabelWeights, PresentLabels } from './label-set-rows.js';
import { sigmoid, softplus } from './logistic.js';
import { LogisticTerms } from './logistic-terms.js';

const { abs } = Math;

const MOST_NEWTON_STEPS = 50;
const LEAST_CHANGE = 1e-6;

/**
 * A logistic regression for each label by stochastic dual coordinate ascent, all of them in one walk over a row. With
 * sᵢₖ = 1 where row i has the label k and −1 where it has not, it minimizes
 *
 *   P(W) = 1/n Σᵢ Σₖ cᵢₖ (log(1 + exp(−sᵢₖ wₖ·xᵢ)) + τᵢₖ sᵢₖ wₖ·xᵢ) + l2/2 ‖W‖²
 *
 * where τᵢₖ is the probability that is wanted of the answer which is wrong for the row: 0, unless a teacher says otherwise.
 * It does so through its dual, whose variables βᵢₖ are how much more probable the wrong answers are than wanted:
 * wₖ = 1/(l2 n) Σᵢ cᵢₖ sᵢₖ βᵢₖ xᵢ and, at the optimum, βᵢₖ = σ(−sᵢₖ wₖ·xᵢ) − τᵢₖ. A step solves for the βᵢₖ of a row exactly,
 * as labels share no weights. A label whose answer is right already moves no weights: of many labels a row moves few.
 *
 * A term of the loss at a temperature T, with a weight of its own, is a row with the features xᵢ / T: a row with two terms
 * has two βᵢₖ for each label, which are moved one after the other between the same two walks.
 * @see Yu, Huang & Lin, Dual coordinate descent methods for logistic regression and maximum entropy models (2011), section 3
 */
export class LogisticAscent implements DualCoordinateAscent {
  readonly weights: Float32Array;
  /** (rowCount, labelCount, terms): the βᵢₖ. */
  readonly duals: Float32Array;
  private readonly terms: LogisticTerms;
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
    this.terms = new LogisticTerms(data);
    this.weights = new Float32Array((rows.columnCount + 1) * labelCount);
    this.duals = new Float32Array(rows.rowCount * labelCount * this.terms.all.length);
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
    const { duals, terms, scores, moved, moves, labelWeights } = this;
    const { all } = terms;
    const present = this.presentLabels.of(row);
    let count = 0;
    for (let k = 0; k < labelCount; k++) {
      const sign = present[k] === 1 ? 1 : -1;
      const weight = present[k] === 1 ? labelWeights.present[k]! : labelWeights.absent[k]!;
      let margin = sign * scores[k]!;
      let rise = 0;
      for (let place = 0; place < all.length; place++) {
        const term = all[place]!;
        const wanted = terms.wantedWrong(term, row, k, present[k]!);
        const strength = weight * (term.weight / term.temperature);
        const divided = margin / term.temperature;
        const excess = sigmoid(-divided) - wanted;
        const at = (row * labelCount + k) * all.length + place;
        const before = duals[at]!;
        figures.loss += weight * term.weight * (softplus(-divided) + wanted * divided);
        // Twice the distance: as of two classes, of which the one is off by as much as the other.
        figures.violation += 2 * strength * abs(excess - before);
        figures.mass += strength * (abs(excess) + abs(before));
        if (abs(excess - before) < LEAST_CHANGE) continue;
        const coupling = (strength * scale * squaredLength) / term.temperature;
        duals[at] = bestProbability(divided, before + wanted, coupling) - wanted;
        // The change as it was rounded, so that W stays the sum that the duals stand for.
        const move = strength * scale * (duals[at] - before);
        rise += move;
        margin += squaredLength * move;
      }
      figures.loss -= weight * terms.leastOf(row, k);
      figures.weight += weight / labelCount;
      if (rise === 0) continue;
      moved[count] = k;
      moves[count++] = sign * rise;
    }
    return count;
  }
}

/**
 * The probability p of the wrong answer where the dual is highest: p = σ(−margin − coupling (p − before)), as the margin grows with p.
 * Solved for z = logit p, the root of a rising function, by Newton's method, kept inside the interval that still brackets it.
 */
function bestProbability(margin: number, before: number, coupling: number): number {
  let low = -margin - coupling * (1 - before);
  let high = -margin + coupling * before;
  let z = -margin;
  for (let round = 0; round < MOST_NEWTON_STEPS; round++) {
    const probability = sigmoid(z);
    const excess = z + margin + coupling * (probability - before);
    if (excess < 0) low = z;
    else high = z;
    const next = z - excess / (1 + coupling * probability * (1 - probability));
    const inside = next > low && next < high ? next : (low + high) / 2;
    if (abs(inside - z) < 1e-3) return sigmoid(inside);
    z = inside;
  }
  return sigmoid(z);
}
