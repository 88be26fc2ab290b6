import type { DualCoordinateAscent, LinearProblem, Meter } from '../solver/linear-problem.js';
import { LabelSetMeter } from './label-set-meter.js';
import { type LabelSetRows, type LabelWeights, PresentLabels } from './label-set-rows.js';
import { sigmoid, softplus } from './logistic.js';
import { LogisticAscent } from './logistic-ascent.js';
import { LogisticTerms } from './logistic-terms.js';

/**
 * A logistic regression for each label, by itself: the loss of a row is Σₖ −log σ(± wₖ·xᵢ), + where it has the label. With a teacher it is
 * that of a distillation for each: α T² KL(teacher ‖ σ(wₖ·xᵢ / T)) + (1 − α) times the former.
 */
export class AnyLabelsProblem implements LinearProblem {
  readonly kind = 'any-labels';
  readonly rows;
  readonly outputCount;
  readonly alwaysHoldsOut = false;
  /** The losses of a row's labels are summed; what is reported is their mean. */
  readonly lossScale;
  private readonly presentLabels: PresentLabels;
  private readonly terms: LogisticTerms;

  /** @param threshold from which probability on a label is given, where rows are measured */
  constructor(
    private readonly data: LabelSetRows,
    private readonly weights: LabelWeights,
    private readonly threshold: number,
  ) {
    this.rows = data.rows;
    this.outputCount = data.labelCount;
    this.lossScale = 1 / data.labelCount;
    this.presentLabels = new PresentLabels(data);
    this.terms = new LogisticTerms(data);
  }

  solver(): DualCoordinateAscent {
    return new LogisticAscent(this.data, this.weights);
  }

  /** Rows are weighted label by label, in their loss. */
  weightOf(): number {
    return 1;
  }

  loss(row: number, scores: Float64Array): number {
    const present = this.presentLabels.of(row);
    let loss = 0;
    for (let k = 0; k < scores.length; k++) {
      const sign = present[k] === 1 ? 1 : -1;
      const weight = present[k] === 1 ? this.weights.present[k]! : this.weights.absent[k]!;
      const margin = sign * scores[k]!;
      scores[k] = 0;
      loss -= weight * this.terms.leastOf(row, k);
      for (const term of this.terms.all) {
        const wanted = this.terms.wantedWrong(term, row, k, present[k]!);
        const divided = margin / term.temperature;
        loss += weight * term.weight * (softplus(-divided) + wanted * divided);
        scores[k]! -= sign * weight * (term.weight / term.temperature) * (sigmoid(-divided) - wanted);
      }
    }
    return loss;
  }

  meter(): Meter {
    return new LabelSetMeter(this.data, this.threshold);
  }
}
