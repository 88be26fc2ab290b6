import { InvalidInputError } from '../../lib/errors.js';
import type { Word2VecInput } from '../training-inputs.js';
import { TrainingAlgorithm, type Word2VecRun } from '../training-settings.js';
import { LEARNING_RATES } from './word2vec-settings.js';

const PATH = ['input', 'settings', 'word2vec'];

/**
 * The settings as they are run.
 * @throws {InvalidInputError} naming the first setting that is out of range
 */
export function word2VecRun(input: Word2VecInput, seed: number): Word2VecRun {
  check('epochs', input.epochs, 1, 1_000);
  check('dimensions', input.dimensions, 1, 1_024);
  check('window', input.window, 1, 50);
  check('negatives', input.negatives, 1, 50);
  check('minCount', input.minCount, 1, 1_000_000_000);
  check('vocabularySize', input.vocabularySize, 2, 4_000_000);
  check('subsample', input.subsample, 0, 1);
  const learningRate = input.learningRate ?? LEARNING_RATES[input.architecture];
  if (!(learningRate > 0 && learningRate <= 1)) refuse('learningRate', 'learningRate is above 0, at most 1.');
  check('threads', input.threads, 1, 64);
  const { architecture, epochs, dimensions, window, negatives, minCount, vocabularySize, subsample, threads } = input;
  const chosen = {
    architecture,
    epochs,
    dimensions,
    window,
    negatives,
    minCount,
    vocabularySize,
    subsample,
    learningRate,
    threads,
  };
  return { ...chosen, algorithm: TrainingAlgorithm.WORD2VEC, seed };
}

function check(name: string, value: number, least: number, most: number): void {
  if (value < least || value > most) refuse(name, `${name} is ${least} to ${most}.`);
}

function refuse(name: string, sentence: string): never {
  throw new InvalidInputError(sentence, [...PATH, name]);
}
