import { checkRange, refusalIn } from '../../../setting-limits.js';
import { TrainingAlgorithm } from '../../../training-settings.js';
import { filledIn, optimizationOf } from '../../transformer-run.js';
import { LARGEST_VOCABULARY } from '../../neural-limits.js';
import { checkVocabularySize } from '../../../language-models/vocabulary-limits.js';
import type { LanguageModelPlan } from '../language-model-plan.js';
import type {
  TransformerLanguageModelInput,
  TransformerLanguageModelRun,
} from './transformer-language-model-schema.js';
import { transformerLanguageNetwork } from './transformer-network.js';

const refuse = refusalIn('transformerLanguageModel');

/**
 * The settings as they are run.
 * @throws {InvalidInputError} naming the first setting that is out of range, or does not go with another
 */
export function transformerLanguageModelRun(
  input: TransformerLanguageModelInput,
  seed: number,
): TransformerLanguageModelRun {
  const { level, vocabularySize, contextLength } = input;
  const given = filledIn(input, refuse);
  checkRange('contextLength', contextLength, 2, 2_048, refuse);
  checkVocabularySize(level, vocabularySize, LARGEST_VOCABULARY, refuse);
  return { ...given, algorithm: TrainingAlgorithm.TRANSFORMER_LANGUAGE_MODEL, seed };
}

/** How such a model is trained. */
export function transformerLanguageModelPlan(run: Omit<TransformerLanguageModelRun, 'algorithm'>): LanguageModelPlan {
  const { level, vocabularySize, batchSize, contextLength, epochs, clipNorm, threads, seed } = run;
  return {
    title: 'a transformer language model',
    ...{ level, vocabularySize, epochs, clipNorm, threads, seed, refuse },
    network: (tokens) => transformerLanguageNetwork({ ...run, vocabularySize: tokens }),
    window: { batch: batchSize, steps: contextLength },
    windowSetting: 'contextLength',
    ...optimizationOf(run),
  };
}
