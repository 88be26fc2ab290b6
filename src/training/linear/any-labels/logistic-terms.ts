import { type LossTerm, lossTerms } from '../loss-terms.js';
import type { LabelSetRows } from './label-set-rows.js';

const { abs, log } = Math;

/** The terms of the losses of rows for each label: weight · cross-entropy(wanted, σ(z / temperature)). */
export class LogisticTerms {
  readonly all: readonly LossTerm[];

  constructor(private readonly data: LabelSetRows) {
    this.all = lossTerms(data.taught);
  }

  /**
   * Which probability a term wants of the answer that is wrong for the row itself: 0 without a teacher.
   * @param present whether the row has the label: 1 or 0
   */
  wantedWrong({ taughtShare }: LossTerm, row: number, label: number, present: number): number {
    if (taughtShare === 0) return 0;
    return taughtShare * abs(this.data.taught!.answers[row * this.data.labelCount + label]! - present);
  }

  /** The least that the teacher's part of a label's loss comes to: the entropy of its answer, from which a divergence counts. */
  leastOf(row: number, label: number): number {
    const { taught, labelCount } = this.data;
    if (!taught) return 0;
    const { alpha, temperature, answers } = taught;
    const probability = answers[row * labelCount + label]!;
    return -alpha * temperature ** 2 * (negativeEntropy(probability) + negativeEntropy(1 - probability));
  }
}

function negativeEntropy(probability: number): number {
  return probability > 0 ? probability * log(probability) : 0;
}
