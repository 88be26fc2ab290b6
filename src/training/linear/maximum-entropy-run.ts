import { labelThreshold } from '../label-threshold.js';
import { refusalIn } from '../setting-limits.js';
import { TrainingAlgorithm } from '../training-settings.js';
import type { MaximumEntropyInput, MaximumEntropyRun } from './maximum-entropy-schema.js';
import { textModelRun } from './text-model-run.js';

/**
 * The settings as they are run, with defaults filled in.
 * @throws {InvalidInputError} naming the first setting that is out of range, or does not go with another
 */
export function maximumEntropyRun(input: MaximumEntropyInput, seed: number): MaximumEntropyRun {
  const refuse = refusalIn('maximumEntropy');
  const { multiLabel, classWeights } = input;
  return {
    ...textModelRun(input, seed, refuse),
    algorithm: TrainingAlgorithm.MAXIMUM_ENTROPY,
    ...{ multiLabel, threshold: labelThreshold(input, refuse), classWeights },
  };
}
