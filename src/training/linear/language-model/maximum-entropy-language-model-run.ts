import { checkVocabularySize } from '../../language-models/vocabulary-limits.js';
import { checkRange, refusalIn } from '../../setting-limits.js';
import { TrainingAlgorithm } from '../../training-settings.js';
import type {
  MaximumEntropyLanguageModelInput,
  MaximumEntropyLanguageModelRun,
} from './maximum-entropy-language-model-schema.js';

/** Every token has a logit at each step of a served model. */
const LARGEST_VOCABULARY = 200_000;

export const refuse = refusalIn('maximumEntropyLanguageModel');

/**
 * The settings as they are run.
 * @throws {InvalidInputError} naming the first setting that is out of range
 */
export function maximumEntropyLanguageModelRun(
  input: MaximumEntropyLanguageModelInput,
  seed: number,
): MaximumEntropyLanguageModelRun {
  const { level, vocabularySize, order, minCount, epochs } = input;
  const priorVariance = input.priorVariance ?? null;
  checkVocabularySize(level, vocabularySize, LARGEST_VOCABULARY, refuse);
  checkRange('order', order, 2, 6, refuse);
  checkRange('minCount', minCount, 1, 1_000_000, refuse);
  checkRange('epochs', epochs, 1, 10_000, refuse);
  if (priorVariance !== null) checkRange('priorVariance', priorVariance, 0.001, 1_000, refuse);
  return {
    algorithm: TrainingAlgorithm.MAXIMUM_ENTROPY_LANGUAGE_MODEL,
    ...{ seed, level, vocabularySize, order, minCount, priorVariance, epochs },
  };
}
