import { refusalIn } from '../../setting-limits.js';
import { TrainingAlgorithm } from '../../training-settings.js';
import { textModelRun } from '../text-model-run.js';
import type {
  MaximumEntropyRegressionInput,
  MaximumEntropyRegressionRun,
} from './maximum-entropy-regression-schema.js';

/**
 * The settings as they are run, with defaults filled in.
 * @throws {InvalidInputError} naming the first setting that is out of range, or does not go with another
 */
export function maximumEntropyRegressionRun(
  input: MaximumEntropyRegressionInput,
  seed: number,
): MaximumEntropyRegressionRun {
  return {
    ...textModelRun(input, seed, refusalIn('maximumEntropyRegression')),
    algorithm: TrainingAlgorithm.MAXIMUM_ENTROPY_REGRESSION,
  };
}
