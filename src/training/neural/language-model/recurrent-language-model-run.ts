import { checkRange, refusalIn } from '../../setting-limits.js';
import type { RecurrentLanguageModelInput, RecurrentLanguageModelRun } from './recurrent-language-model-schema.js';
import { TrainingAlgorithm } from '../../training-settings.js';
import { TokenLevel } from './language-model-settings.js';

const LARGEST_HIDDEN = 4_096;
const SMALLEST_VOCABULARY = 2;
/** Every token's logit is computed in each step: past this, it would take most of the time. */
const LARGEST_VOCABULARY = 50_000;
/** Bytes and the token that ends a text, before any pair is joined. */
const BYTES_VOCABULARY = 257;

/**
 * The settings as they are run.
 * @throws {InvalidInputError} naming the first setting that is out of range
 */
export function recurrentLanguageModelRun(input: RecurrentLanguageModelInput, seed: number): RecurrentLanguageModelRun {
  const refuse = refusalIn('recurrentLanguageModel');
  const within = (name: string, value: number, least: number, most: number) => {
    checkRange(name, value, least, most, refuse);
  };
  const { embeddingSize, ...given } = input;
  const run = {
    ...given,
    embeddingSize: embeddingSize ?? input.hiddenSize,
    algorithm: TrainingAlgorithm.RECURRENT_LANGUAGE_MODEL as const,
    seed,
  };
  within('epochs', run.epochs, 1, 10_000);
  within('layers', run.layers, 1, 3);
  within('hiddenSize', run.hiddenSize, 1, LARGEST_HIDDEN);
  within('embeddingSize', run.embeddingSize, 1, LARGEST_HIDDEN);
  within('batchSize', run.batchSize, 1, 1_024);
  within('sequenceLength', run.sequenceLength, 1, 512);
  within('threads', run.threads, 1, 64);
  const least = run.level === TokenLevel.SUBWORD ? BYTES_VOCABULARY : SMALLEST_VOCABULARY + 1;
  within('vocabularySize', run.vocabularySize, least, LARGEST_VOCABULARY);
  if (!(run.dropout >= 0 && run.dropout < 1)) refuse('dropout', 'dropout is 0 up to, and without, 1.');
  if (!(run.learningRate > 0)) refuse('learningRate', 'learningRate is above 0.');
  if (!(run.clipNorm > 0)) refuse('clipNorm', 'clipNorm is above 0.');
  return run;
}
