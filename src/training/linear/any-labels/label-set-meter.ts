import { averagesOf } from '../../../evaluation/metrics/confusion.js';
import type { Fit, Meter } from '../solver/linear-problem.js';
import { type LabelSetRows, PresentLabels } from './label-set-rows.js';
import { sigmoid, softplus } from './logistic.js';

/**
 * How well sets of labels are told: the mean loss of a label being there or not in nats, the share of rows that are given all of their labels
 * and no other, and F1.
 */
export class LabelSetMeter implements Meter {
  private readonly presentLabels: PresentLabels;
  private readonly tallies;
  private rowCount = 0;
  private loss = 0;
  private exact = 0;

  /** @param threshold from which probability on a label is given */
  constructor(
    private readonly data: LabelSetRows,
    private readonly threshold: number,
  ) {
    this.presentLabels = new PresentLabels(data);
    const [right, expected, given] = [0, 1, 2].map(() => new Uint32Array(data.labelCount));
    this.tallies = { right: right!, expected: expected!, given: given! };
  }

  add(row: number, scores: Float64Array): void {
    const { right, expected, given } = this.tallies;
    const present = this.presentLabels.of(row);
    let wrong = 0;
    for (let k = 0; k < scores.length; k++) {
      const isPresent = present[k] === 1;
      const isGiven = sigmoid(scores[k]!) >= this.threshold;
      this.loss += softplus(isPresent ? -scores[k]! : scores[k]!);
      if (isPresent) expected[k]!++;
      if (isGiven) given[k]!++;
      if (isPresent && isGiven) right[k]!++;
      if (isPresent !== isGiven) wrong++;
    }
    if (wrong === 0) this.exact++;
    this.rowCount++;
  }

  fit(): Fit {
    const { right, expected, given } = this.tallies;
    const occurring = sumOf(expected) + sumOf(given);
    return {
      loss: this.loss / (this.rowCount * this.data.labelCount),
      accuracy: this.exact / this.rowCount,
      f1_micro: occurring === 0 ? 0 : (2 * sumOf(right)) / occurring,
      f1_macro: averagesOf(this.tallies).f1,
    };
  }
}

function sumOf(counts: Uint32Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
