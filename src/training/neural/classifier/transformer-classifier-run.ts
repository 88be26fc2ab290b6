import { InvalidInputError } from '../../../lib/errors.js';
import { TokenLevel } from '../../language-models/token-level.js';
import { checkRange, refusalIn } from '../../setting-limits.js';
import { structureOf } from '../../structure-of.js';
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
 * @throws {InvalidInputError} naming the first setting that is out of range, does not go with another, or contradicts that version
 */
export function transformerClassifierRun(
  input: TransformerClassifierInput,
  seed: number,
  initial: InitialClassifierRun | null = null,
): TransformerClassifierRun {
  const { heads, hiddenSize } = TRANSFORMER_DEFAULTS;
  const { layers, vocabularySize, lowercase, contextLength: usualLength } = TRANSFORMER_CLASSIFIER_DEFAULTS;
  const usual = { layers, heads, hiddenSize, feedForwardSize: null, vocabularySize, lowercase };
  const structure = structureOf<Structure>(input, initial && structureOfInitial(initial), usual, refuse);
  const contextLength = input.contextLength ?? initial?.contextLength ?? usualLength;
  const given = filledIn(input, structure, refuse);
  checkRange('vocabularySize', given.vocabularySize, 257, 50_000, refuse);
  checkRange('contextLength', contextLength, 3, 4_096, refuse);
  return { ...given, contextLength, algorithm: TrainingAlgorithm.TRANSFORMER_CLASSIFIER, seed };
}

function structureOfInitial(run: InitialClassifierRun): Structure {
  if (run.algorithm === TrainingAlgorithm.TRANSFORMER_CLASSIFIER) return run;
  if (run.level !== TokenLevel.SUBWORD)
    throw new InvalidInputError(
      `Classifiers read byte pairs, and the tokens of the initial version are of the level ${run.level}: begin from a language model of the level SUBWORD.`,
      ['input', 'initialVersion'],
    );
  return { ...run, lowercase: false };
}

/** How such a model is trained. */
export function transformerClassifierPlan(run: Omit<TransformerClassifierRun, 'algorithm'>): ClassifierPlan {
  const { epochs, patience, batchSize, clipNorm, threads, seed } = run;
  return { epochs, patience, batchSize, clipNorm, threads, seed, refuse, ...optimizationOf(run) };
}
