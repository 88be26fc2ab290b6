import { softmax } from '../../../numerics/softmax.js';
import { type LossTerm, lossTerms } from '../loss-terms.js';
import type { LabelledRows } from './labelled-rows.js';

const { log } = Math;

/**
 * The terms of the losses of rows of one class each: weight · cross-entropy(wanted, softmax(z / temperature)). What was computed of one
 * stays until another is asked for.
 */
export class SoftmaxTerms {
  readonly all: readonly LossTerm[];
  /** (classCount,) scores divided by the temperature. */
  readonly logits: Float64Array;
  /** (classCount,) their softmax. */
  readonly probabilities: Float64Array;
  /** (classCount,) the distribution that is wanted. */
  readonly wanted: Float64Array;

  constructor(private readonly data: LabelledRows) {
    const { classCount, taught } = data;
    this.all = lossTerms(taught);
    this.logits = new Float64Array(classCount);
    this.probabilities = new Float64Array(classCount);
    this.wanted = new Float64Array(classCount);
  }

  /** Computes `wanted`. */
  want({ taughtShare }: LossTerm, row: number): Float64Array {
    const { wanted, data } = this;
    const { labels, classCount, taught } = data;
    if (taughtShare === 0) wanted.fill(0);
    else for (let k = 0; k < classCount; k++) wanted[k] = taughtShare * taught!.answers[row * classCount + k]!;
    wanted[labels[row]!]! += 1 - taughtShare;
    return wanted;
  }

  /**
   * Computes all three of a term.
   * @param scores (classCount,) of the row
   * @returns the term's part of the loss
   */
  evaluate(term: LossTerm, row: number, scores: Float64Array): number {
    const { logits, probabilities } = this;
    const wanted = this.want(term, row);
    for (let k = 0; k < logits.length; k++) logits[k] = scores[k]! / term.temperature;
    let expected = 0;
    for (let k = 0; k < logits.length; k++) expected += wanted[k]! * logits[k]!;
    return term.weight * (softmax(logits, probabilities) - expected);
  }

  /** The least that the teacher's part of a row's loss comes to: the entropy of its answer, from which a divergence counts. */
  leastOf(row: number): number {
    const { taught, classCount } = this.data;
    if (!taught) return 0;
    const { alpha, temperature, answers } = taught;
    let negativeEntropy = 0;
    for (let at = row * classCount; at < (row + 1) * classCount; at++) {
      const probability = answers[at]!;
      if (probability > 0) negativeEntropy += probability * log(probability);
    }
    return -alpha * temperature ** 2 * negativeEntropy;
  }
}
