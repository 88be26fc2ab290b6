import { checkRange, refusalIn } from '../../setting-limits.js';
import { TrainingAlgorithm } from '../../training-settings.js';
import { filledIn, optimizationOf } from '../transformer-run.js';
import type { ClassifierPlan } from './train-classifier.js';
import type { TransformerClassifierInput, TransformerClassifierRun } from './transformer-classifier-schema.js';

const refuse = refusalIn('transformerClassifier');

/**
 * The settings as they are run.
 * @throws {InvalidInputError} naming the first setting that is out of range, or does not go with another
 */
export function transformerClassifierRun(input: TransformerClassifierInput, seed: number): TransformerClassifierRun {
  const given = filledIn(input, refuse);
  checkRange('vocabularySize', given.vocabularySize, 257, 50_000, refuse);
  checkRange('contextLength', given.contextLength, 3, 4_096, refuse);
  return { ...given, algorithm: TrainingAlgorithm.TRANSFORMER_CLASSIFIER, seed };
}

/** How such a model is trained. */
export function transformerClassifierPlan(run: Omit<TransformerClassifierRun, 'algorithm'>): ClassifierPlan {
  const { epochs, batchSize, clipNorm, threads, seed } = run;
  return { epochs, batchSize, clipNorm, threads, seed, refuse, ...optimizationOf(run) };
}
