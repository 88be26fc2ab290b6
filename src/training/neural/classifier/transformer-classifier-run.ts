import { checkRange, refusalIn } from '../../setting-limits.js';
import { type DecidedSettings, settingsOfInitial, structureOf } from '../../versions/structure-of.js';
import { TrainingAlgorithm } from '../../training-settings.js';
import type { TransformerLanguageModelRun } from '../language-model/transformer/transformer-language-model-schema.js';
import { filledIn, optimizationOf, type TransformerStructure } from '../transformer-run.js';
import { TRANSFORMER_DEFAULTS } from '../transformer-schema.js';
import type { ClassifierPlan } from './train-classifier.js';
import {
  TRANSFORMER_CLASSIFIER_DEFAULTS,
  type TransformerClassifierInput,
  type TransformerClassifierRun,
} from './transformer-classifier-schema.js';

const refuse = refusalIn('transformerClassifier');

type Structure = TransformerStructure & Pick<TransformerClassifierRun, 'vocabularySize' | 'lowercase'>;

/** A classifier, or a language model whose blocks and tokens a classifier can take over. */
export type InitialClassifierRun = TransformerClassifierRun | TransformerLanguageModelRun;

/**
 * The settings as they are run.
 * @param initial those of the version that the training begins from; null when it begins from nothing
 * @param tokens what the version decides whose tokens are taken, be it `initial`; null when tokens are made of the rows
 * @throws {InvalidInputError} naming the first setting that is out of range, does not go with another, or contradicts that version
 */
export function transformerClassifierRun(
  input: TransformerClassifierInput,
  seed: number,
  initial: InitialClassifierRun | null = null,
  tokens: DecidedSettings<Pick<Structure, 'vocabularySize' | 'lowercase'>> | null = null,
): TransformerClassifierRun {
  const { heads, hiddenSize } = TRANSFORMER_DEFAULTS;
  const { layers, vocabularySize, lowercase, contextLength: usualLength } = TRANSFORMER_CLASSIFIER_DEFAULTS;
  const usual = { layers, heads, hiddenSize, feedForwardSize: null, vocabularySize, lowercase };
  const decided = settingsOfInitial<Structure>(initial && { ...initial, lowercase: tokens?.settings.lowercase });
  const structure = structureOf<Structure>(input, decided ?? tokens, usual, refuse);
  const contextLength = input.contextLength ?? initial?.contextLength ?? usualLength;
  const given = filledIn(input, structure, refuse);
  if (!tokens) checkRange('vocabularySize', given.vocabularySize, 257, 50_000, refuse);
  checkRange('contextLength', contextLength, 3, 4_096, refuse);
  return { ...given, contextLength, algorithm: TrainingAlgorithm.TRANSFORMER_CLASSIFIER, seed };
}

/** How such a model is trained. */
export function transformerClassifierPlan(run: Omit<TransformerClassifierRun, 'algorithm'>): ClassifierPlan {
  const { epochs, patience, batchSize, clipNorm, threads, seed } = run;
  return { epochs, patience, batchSize, clipNorm, threads, seed, refuse, ...optimizationOf(run) };
}
