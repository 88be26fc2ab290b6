import { checkVocabularySize } from '../../language-models/vocabulary-limits.js';
import { checkRange, refusalIn } from '../../setting-limits.js';
import { type DecidedSettings, structureOf } from '../../versions/structure-of.js';
import { TrainingAlgorithm } from '../../training-settings.js';
import {
  MAXIMUM_ENTROPY_LANGUAGE_MODEL_DEFAULTS,
  type MaximumEntropyLanguageModelInput,
  type MaximumEntropyLanguageModelRun,
} from './maximum-entropy-language-model-schema.js';

/** Every token has a logit at each step of a served model. */
const LARGEST_VOCABULARY = 200_000;

export const refuse = refusalIn('maximumEntropyLanguageModel');

const USUAL_TOKENS = {
  level: MAXIMUM_ENTROPY_LANGUAGE_MODEL_DEFAULTS.level,
  vocabularySize: MAXIMUM_ENTROPY_LANGUAGE_MODEL_DEFAULTS.vocabularySize,
};

type Tokens = Pick<MaximumEntropyLanguageModelRun, 'level' | 'vocabularySize'>;

/**
 * The settings as they are run.
 * @param tokens what the version decides whose tokens are taken; null when tokens are made of the rows
 * @throws {InvalidInputError} naming the first setting that is out of range, or contradicts that version
 */
export function maximumEntropyLanguageModelRun(
  input: MaximumEntropyLanguageModelInput,
  seed: number,
  tokens: DecidedSettings<Tokens> | null = null,
): MaximumEntropyLanguageModelRun {
  const { order, minCount, epochs } = input;
  const priorVariance = input.priorVariance ?? null;
  const { level, vocabularySize } = structureOf<Tokens>(input, tokens, USUAL_TOKENS, refuse);
  if (!tokens) checkVocabularySize(level, vocabularySize, LARGEST_VOCABULARY, refuse);
  checkRange('order', order, 2, 6, refuse);
  checkRange('minCount', minCount, 1, 1_000_000, refuse);
  checkRange('epochs', epochs, 1, 10_000, refuse);
  if (priorVariance !== null) checkRange('priorVariance', priorVariance, 0.001, 1_000, refuse);
  return {
    algorithm: TrainingAlgorithm.MAXIMUM_ENTROPY_LANGUAGE_MODEL,
    ...{ seed, level, vocabularySize, order, minCount, priorVariance, epochs },
  };
}
