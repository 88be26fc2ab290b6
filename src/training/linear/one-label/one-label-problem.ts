import { softmax } from '../../../numerics/softmax.js';
import type { DualCoordinateAscent, LinearProblem, Meter } from '../solver/linear-problem.js';
import type { LabelledRows } from './labelled-rows.js';
import { SoftmaxAscent } from './softmax-ascent.js';
import { SoftmaxTerms } from './softmax-terms.js';

/**
 * Multinomial logistic regression: the loss of a row is −log softmax(W xᵢ) of its class. With a teacher it is that of a distillation:
 * α T² KL(teacher ‖ softmax(W xᵢ / T)) + (1 − α) times the former, convex as that is.
 */
export class OneLabelProblem implements LinearProblem {
  readonly kind = 'one-label';
  readonly lossScale = 1;
  readonly alwaysHoldsOut = false;
  readonly rows;
  readonly outputCount;
  private readonly terms: SoftmaxTerms;
  private readonly scores: Float64Array;

  /** @param classWeights (classCount,) how much a row of each class counts; all alike when left out */
  constructor(
    private readonly data: LabelledRows,
    private readonly classWeights: Float64Array = new Float64Array(data.classCount).fill(1),
  ) {
    this.rows = data.rows;
    this.outputCount = data.classCount;
    this.terms = new SoftmaxTerms(data);
    this.scores = new Float64Array(data.classCount);
  }

  solver(): DualCoordinateAscent {
    return new SoftmaxAscent(this.data, this.classWeights);
  }

  weightOf(row: number): number {
    return this.classWeights[this.data.labels[row]!]!;
  }

  loss(row: number, scores: Float64Array): number {
    const { terms } = this;
    this.scores.set(scores);
    scores.fill(0);
    let loss = -terms.leastOf(row);
    for (const term of terms.all) {
      loss += terms.evaluate(term, row, this.scores);
      const weight = term.weight / term.temperature;
      for (let k = 0; k < scores.length; k++) scores[k]! += weight * (terms.probabilities[k]! - terms.wanted[k]!);
    }
    return loss;
  }

  /** Mean negative log likelihood of the rows' own classes in nats, and the share of rows whose most probable class that is. */
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
