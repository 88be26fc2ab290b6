import { checkRange, refusalIn } from '../setting-limits.js';
import type { FastTextClassifierInput, FastTextClassifierRun } from './fasttext-classifier-schema.js';
import { labelThreshold } from '../label-threshold.js';
import { TrainingAlgorithm } from '../training-settings.js';
import {
  BAG_CLASSIFIER_DEFAULTS,
  type BagClassifierSettings,
  ClassifierObjective,
  CUTS,
} from './bag-classifier-settings.js';

/**
 * The settings as they are run.
 * @throws {InvalidInputError} naming the first setting that is out of range, or does not go with another
 */
export function fastTextClassifierRun(input: FastTextClassifierInput, seed: number): FastTextClassifierRun {
  const refuse = refusalIn('fastTextClassifier');
  const { dimensions, epochs, learningRate, wordNgrams, minNgram, maxNgram, buckets, minCount } = input;
  const { multiLabel, negatives, cut, threads } = input;
  const objective = input.objective ?? (multiLabel ? ClassifierObjective.ONE_VS_ALL : ClassifierObjective.SOFTMAX);
  checkRange('dimensions', dimensions, 1, 1_024, refuse);
  checkRange('epochs', epochs, 1, 1_000, refuse);
  if (!(learningRate > 0 && learningRate <= 10)) refuse('learningRate', 'learningRate is above 0, at most 10.');
  checkRange('wordNgrams', wordNgrams, 1, 10, refuse);
  checkRange('maxNgram', maxNgram, 0, 32, refuse);
  checkRange('minNgram', minNgram, Math.min(1, maxNgram), maxNgram, refuse);
  checkRange('buckets', buckets, 1, 16_777_216, refuse);
  checkRange('minCount', minCount, 1, 1_000_000_000, refuse);
  const threshold = labelThreshold(input, refuse);
  if (negatives != null && objective !== ClassifierObjective.NEGATIVE_SAMPLING)
    refuse(
      'negatives',
      'negatives are drawn for the objective NEGATIVE_SAMPLING alone: leave out negatives, or choose it.',
    );
  if (negatives != null) checkRange('negatives', negatives, 1, 50, refuse);
  checkRange('threads', threads, 1, 64, refuse);
  return {
    ...{ dimensions, epochs, learningRate, wordNgrams, minNgram, maxNgram, buckets, minCount, objective, cut, threads },
    multiLabel,
    threshold,
    negatives:
      objective === ClassifierObjective.NEGATIVE_SAMPLING ? (negatives ?? BAG_CLASSIFIER_DEFAULTS.negatives) : null,
    algorithm: TrainingAlgorithm.FASTTEXT_CLASSIFIER,
    seed,
  };
}

/** The same for the trainer. */
export function bagClassifierSettings(run: FastTextClassifierRun): BagClassifierSettings {
  return { ...run, cut: CUTS[run.cut], negatives: run.negatives ?? 0 };
}
