import { checkRange, refusalIn } from '../../../setting-limits.js';
import { type DecidedSettings, settingsOfInitial, structureOf } from '../../../structure-of.js';
import { TrainingAlgorithm } from '../../../training-settings.js';
import { checkStepSettings, LARGEST_VOCABULARY } from '../../neural-limits.js';
import { optimizerOf, scheduleOf } from '../../optimization.js';
import { checkVocabularySize } from '../../../language-models/vocabulary-limits.js';
import type { LanguageModelPlan } from '../language-model-plan.js';
import {
  RECURRENT_LANGUAGE_MODEL_DEFAULTS,
  type RecurrentLanguageModelInput,
  type RecurrentLanguageModelRun,
} from './recurrent-language-model-schema.js';
import { recurrentLanguageNetwork } from './recurrent-network.js';

const LARGEST_HIDDEN = 4_096;
const refuse = refusalIn('recurrentLanguageModel');
const ADAMW = { weightDecay: 0.01, decaysVectors: true };

type Structure = Pick<
  RecurrentLanguageModelRun,
  'cell' | 'layers' | 'hiddenSize' | 'tiedEmbeddings' | 'level' | 'vocabularySize'
> & { embeddingSize: number | null };

/**
 * The settings as they are run.
 * @param initial those of the version that the training begins from; null when it begins from nothing
 * @param tokens what the version decides whose tokens are taken; null when tokens are made of the rows, or those of `initial`
 * @throws {InvalidInputError} naming the first setting that is out of range, or contradicts that version
 */
export function recurrentLanguageModelRun(
  input: RecurrentLanguageModelInput,
  seed: number,
  initial: RecurrentLanguageModelRun | null = null,
  tokens: DecidedSettings<Pick<Structure, 'level' | 'vocabularySize'>> | null = null,
): RecurrentLanguageModelRun {
  const { cell, layers, hiddenSize, tiedEmbeddings, level, vocabularySize } = RECURRENT_LANGUAGE_MODEL_DEFAULTS;
  const usual = { cell, layers, hiddenSize, tiedEmbeddings, level, vocabularySize, embeddingSize: null };
  const structure = structureOf<Structure>(input, settingsOfInitial<Structure>(initial) ?? tokens, usual, refuse);
  const { patience = null, ...given } = input;
  const run = {
    ...given,
    ...structure,
    patience,
    embeddingSize: structure.embeddingSize ?? structure.hiddenSize,
    algorithm: TrainingAlgorithm.RECURRENT_LANGUAGE_MODEL as const,
    seed,
  };
  checkStepSettings(run, refuse);
  checkRange('layers', run.layers, 1, 3, refuse);
  checkRange('hiddenSize', run.hiddenSize, 1, LARGEST_HIDDEN, refuse);
  checkRange('embeddingSize', run.embeddingSize, 1, LARGEST_HIDDEN, refuse);
  checkRange('sequenceLength', run.sequenceLength, 1, 512, refuse);
  if (!tokens) checkVocabularySize(run.level, run.vocabularySize, LARGEST_VOCABULARY, refuse);
  return run;
}

/** How such a model is trained. */
export function recurrentLanguageModelPlan(run: Omit<RecurrentLanguageModelRun, 'algorithm'>): LanguageModelPlan {
  const { level, vocabularySize, batchSize, sequenceLength, epochs, patience, clipNorm, threads, seed } = run;
  return {
    title: 'a recurrent language model',
    ...{ level, vocabularySize, epochs, patience, clipNorm, threads, seed, refuse },
    network: (tokens) => recurrentLanguageNetwork({ ...run, vocabularySize: tokens }),
    window: { batch: batchSize, steps: sequenceLength },
    windowSetting: 'sequenceLength',
    optimizer: optimizerOf(run.optimizer, ADAMW),
    schedule: scheduleOf(run.schedule, run.learningRate),
  };
}
