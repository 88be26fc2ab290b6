import { checkRange, refusalIn } from '../../../setting-limits.js';
import { type DecidedSettings, settingsOfInitial, structureOf } from '../../../versions/structure-of.js';
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
/** Most tokens with a sampled softmax: their number no longer decides what a step costs, but how large the tables are. */
const LARGEST_SAMPLED = 200_000;
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
    softmaxSamples: input.softmaxSamples ?? null,
    algorithm: TrainingAlgorithm.RECURRENT_LANGUAGE_MODEL as const,
    seed,
  };
  checkStepSettings(run, refuse);
  checkRange('layers', run.layers, 1, 3, refuse);
  checkRange('hiddenSize', run.hiddenSize, 1, LARGEST_HIDDEN, refuse);
  checkRange('embeddingSize', run.embeddingSize, 1, LARGEST_HIDDEN, refuse);
  checkRange('sequenceLength', run.sequenceLength, 1, 512, refuse);
  checkSoftmax(run, tokens !== null || initial !== null);
  return run;
}

/** @param hasTokens whether a version decides the tokens, however many they are */
function checkSoftmax(run: RecurrentLanguageModelRun, hasTokens: boolean): void {
  const { level, vocabularySize, softmaxSamples, tiedEmbeddings } = run;
  if (!hasTokens) {
    if (softmaxSamples === null && vocabularySize > LARGEST_VOCABULARY && vocabularySize <= LARGEST_SAMPLED)
      refuse(
        'vocabularySize',
        `With more than ${LARGEST_VOCABULARY} tokens their logits would take most of a step: lower vocabularySize, or give softmaxSamples, such as 4096.`,
      );
    const most = softmaxSamples === null ? LARGEST_VOCABULARY : LARGEST_SAMPLED;
    checkVocabularySize(level, vocabularySize, most, refuse);
  }
  if (softmaxSamples === null) return;
  if (!tiedEmbeddings)
    refuse('softmaxSamples', 'A sampled softmax needs tiedEmbeddings: leave them true, or leave out softmaxSamples.');
  if (softmaxSamples < 1 || softmaxSamples > vocabularySize / 2)
    refuse(
      'softmaxSamples',
      'softmaxSamples is 1 to half of vocabularySize: leave it out to compare with all tokens, which takes little more then.',
    );
}

/** How such a model is trained. */
export function recurrentLanguageModelPlan(run: Omit<RecurrentLanguageModelRun, 'algorithm'>): LanguageModelPlan {
  const { level, vocabularySize, batchSize, sequenceLength, epochs, patience, clipNorm, threads, seed } = run;
  return {
    title: 'a recurrent language model',
    ...{ level, vocabularySize, epochs, patience, clipNorm, threads, seed, refuse },
    network: (tokens) => recurrentLanguageNetwork({ ...run, vocabularySize: tokens }, samplesOf(run, tokens)),
    softmaxSamples: run.softmaxSamples ?? null,
    window: { batch: batchSize, steps: sequenceLength },
    windowSetting: 'sequenceLength',
    optimizer: optimizerOf(run.optimizer, ADAMW),
    schedule: scheduleOf(run.schedule, run.learningRate),
  };
}

/** @param tokens that there are: where the texts have few, a step compares with all of them */
function samplesOf(
  { softmaxSamples = null }: Pick<Partial<RecurrentLanguageModelRun>, 'softmaxSamples'>,
  tokens: number,
) {
  return softmaxSamples === null || softmaxSamples > tokens / 2 ? null : softmaxSamples;
}
