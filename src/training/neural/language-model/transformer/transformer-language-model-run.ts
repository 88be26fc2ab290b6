import { checkRange, refusalIn } from '../../../setting-limits.js';
import { TrainingAlgorithm } from '../../../training-settings.js';
import { type DecidedSettings, settingsOfInitial, structureOf } from '../../../versions/structure-of.js';
import { filledIn, optimizationOf, type TransformerStructure } from '../../transformer-run.js';
import { TRANSFORMER_DEFAULTS } from '../../transformer-schema.js';
import { LARGEST_VOCABULARY } from '../../neural-limits.js';
import { checkVocabularySize } from '../../../language-models/vocabulary-limits.js';
import type { LanguageModelPlan } from '../language-model-plan.js';
import {
  TRANSFORMER_LANGUAGE_MODEL_DEFAULTS,
  type TransformerLanguageModelInput,
  type TransformerLanguageModelRun,
} from './transformer-language-model-schema.js';
import { transformerLanguageNetwork } from './transformer-network.js';

const refuse = refusalIn('transformerLanguageModel');

type Structure = TransformerStructure &
  Pick<TransformerLanguageModelRun, 'level' | 'vocabularySize' | 'tiedEmbeddings'>;

/**
 * The settings as they are run.
 * @param initial those of the version that the training begins from; null when it begins from nothing
 * @param tokens what the version decides whose tokens are taken; null when tokens are made of the rows, or those of `initial`
 * @throws {InvalidInputError} naming the first setting that is out of range, does not go with another, or contradicts that version
 */
export function transformerLanguageModelRun(
  input: TransformerLanguageModelInput,
  seed: number,
  initial: TransformerLanguageModelRun | null = null,
  tokens: DecidedSettings<Pick<Structure, 'level' | 'vocabularySize'>> | null = null,
): TransformerLanguageModelRun {
  const { layers, heads, hiddenSize } = TRANSFORMER_DEFAULTS;
  const { level, vocabularySize, tiedEmbeddings, contextLength: usualLength } = TRANSFORMER_LANGUAGE_MODEL_DEFAULTS;
  const usual = { layers, heads, hiddenSize, feedForwardSize: null, level, vocabularySize, tiedEmbeddings };
  const structure = structureOf<Structure>(input, settingsOfInitial<Structure>(initial) ?? tokens, usual, refuse);
  // Places are angles, so that windows may be longer than those that the version has read.
  const contextLength = input.contextLength ?? initial?.contextLength ?? usualLength;
  const given = filledIn(input, structure, refuse);
  checkRange('contextLength', contextLength, 2, 2_048, refuse);
  if (!tokens && !initial) checkVocabularySize(structure.level, structure.vocabularySize, LARGEST_VOCABULARY, refuse);
  return { ...given, contextLength, algorithm: TrainingAlgorithm.TRANSFORMER_LANGUAGE_MODEL, seed };
}

/** How such a model is trained. */
export function transformerLanguageModelPlan(run: Omit<TransformerLanguageModelRun, 'algorithm'>): LanguageModelPlan {
  const { level, vocabularySize, batchSize, contextLength, epochs, patience, clipNorm, threads, seed } = run;
  return {
    title: 'a transformer language model',
    ...{ level, vocabularySize, epochs, patience, clipNorm, threads, seed, refuse },
    network: (tokens) => transformerLanguageNetwork({ ...run, vocabularySize: tokens }),
    softmaxSamples: null,
    window: { batch: batchSize, steps: contextLength },
    windowSetting: 'contextLength',
    ...optimizationOf(run),
  };
}
