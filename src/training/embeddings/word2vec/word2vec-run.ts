import type { FastTextInput, FastTextRun } from './fasttext-schema.js';
import type { Word2VecInput, Word2VecRun } from './word2vec-schema.js';
import { TrainingAlgorithm } from '../../training-settings.js';
import { checkRange as check, type Refuse, refusalIn } from '../../setting-limits.js';
import { FASTTEXT_DEFAULTS } from './fasttext-settings.js';
import { phrasesRun } from '../phrases-run.js';
import {
  LEARNING_RATES,
  WORD2VEC_DEFAULTS,
  type Word2VecSettings,
  WordVectorArchitecture,
  WordVectorLoss,
} from './word2vec-settings.js';

/**
 * The settings as they are run.
 * @throws {InvalidInputError} naming the first setting that is out of range
 */
export function word2VecRun(input: Word2VecInput, seed: number): Word2VecRun {
  const common = commonOf(
    input,
    { ...WORD2VEC_DEFAULTS, learningRate: LEARNING_RATES[input.architecture] },
    refusalIn('word2vec'),
  );
  return { ...common, algorithm: TrainingAlgorithm.WORD2VEC, seed };
}

/** As `word2VecRun`, for fastText. */
export function fastTextRun(input: FastTextInput, seed: number): FastTextRun {
  const refuse = refusalIn('fastText');
  const common = commonOf(input, FASTTEXT_DEFAULTS, refuse);
  const { minNgram, maxNgram, buckets } = input;
  check('minNgram', minNgram, 1, 32, refuse);
  check('maxNgram', maxNgram, minNgram, 32, refuse);
  check('buckets', buckets, 1, 16_777_216, refuse);
  return { ...common, minNgram, maxNgram, buckets, algorithm: TrainingAlgorithm.FASTTEXT, seed };
}

/** What depends on the algorithm when it is left out. */
type Usual = Pick<Word2VecSettings, 'learningRate' | 'negatives' | 'sharedNegatives'>;

function commonOf(input: Word2VecInput, usual: Usual, refuse: Refuse): Omit<Word2VecRun, 'algorithm' | 'seed'> {
  check('epochs', input.epochs, 1, 1_000, refuse);
  check('dimensions', input.dimensions, 1, 1_024, refuse);
  check('window', input.window, 1, 50, refuse);
  const noise = noiseOf(input, usual, refuse);
  check('minCount', input.minCount, 1, 1_000_000_000, refuse);
  check('vocabularySize', input.vocabularySize, 2, 4_000_000, refuse);
  check('subsample', input.subsample, 0, 1, refuse);
  const learningRate = input.learningRate ?? usual.learningRate;
  if (!(learningRate > 0 && learningRate <= 1)) refuse('learningRate', 'learningRate is above 0, at most 1.');
  check('threads', input.threads, 1, 64, refuse);
  const { architecture, segmentation, loss, epochs, dimensions, window, minCount, vocabularySize, subsample, threads } =
    input;
  return {
    ...{ architecture, segmentation, loss, epochs, dimensions, window, ...noise },
    ...{ minCount, vocabularySize, ...phrasesRun(input, refuse), subsample, learningRate, threads },
  };
}

function noiseOf(
  { architecture, loss, negatives, sharedNegatives }: Word2VecInput,
  usual: Usual,
  refuse: Refuse,
): Pick<Word2VecRun, 'negatives' | 'sharedNegatives'> {
  const hasNoise = loss === WordVectorLoss.NEGATIVE_SAMPLING;
  if (!hasNoise && typeof negatives === 'number') refuse('negatives', 'negatives is for the loss NEGATIVE_SAMPLING.');
  const canShare = hasNoise && architecture === WordVectorArchitecture.SKIP_GRAM;
  if (!canShare && typeof sharedNegatives === 'boolean')
    refuse('sharedNegatives', 'sharedNegatives is for the architecture SKIP_GRAM and the loss NEGATIVE_SAMPLING.');
  const asked = negatives ?? usual.negatives;
  check('negatives', asked, 1, 50, refuse);
  return { negatives: hasNoise ? asked : 0, sharedNegatives: canShare && (sharedNegatives ?? usual.sharedNegatives) };
}
