import { softmax } from '../../../numerics/softmax.js';
import type { DualCoordinateAscent, LinearProblem, Meter } from '../solver/linear-problem.js';
import type { LabelledRows } from './labelled-rows.js';
import { SoftmaxAscent } from './softmax-ascent.js';

/** Multinomial logistic regression: the loss of a row is −log softmax(W xᵢ) of its class. */
export class OneLabelProblem implements LinearProblem {
  readonly kind = 'one-label';
  readonly lossScale = 1;
  readonly alwaysHoldsOut = false;
  readonly rows;
  readonly outputCount;

  /** @param classWeights (classCount,) how much a row of each class counts; all alike when left out */
  constructor(
    private readonly data: LabelledRows,
    private readonly classWeights: Float64Array = new Float64Array(data.classCount).fill(1),
  ) {
    this.rows = data.rows;
    this.outputCount = data.classCount;
  }

  solver(): DualCoordinateAscent {
    return new SoftmaxAscent(this.data, this.classWeights);
  }

  weightOf(row: number): number {
    return this.classWeights[this.data.labels[row]!]!;
  }

  loss(row: number, scores: Float64Array): number {
    const label = this.data.labels[row]!;
    const ownScore = scores[label]!;
    const loss = softmax(scores, scores) - ownScore;
    scores[label]! -= 1;
    return loss;
  }

  /** Mean negative log likelihood in nats, and the share of rows whose most probable class is their own. */
  meter(): Meter {
    const { labels } = this.data;
    const sums = { count: 0, loss: 0, correct: 0 };
    return {
      add: (row, scores) => {
        const label = labels[row]!;
        const ownScore = scores[label]!;
        if (scores.every((score, k) => k === label || score < ownScore)) sums.correct++;
        sums.loss += softmax(scores, scores) - ownScore;
        sums.count++;
      },
      fit: () => ({ loss: sums.loss / sums.count, accuracy: sums.correct / sums.count }),
    };
  }
}
