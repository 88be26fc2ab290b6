import type { GloVeInput, GloVeRun } from './glove-schema.js';
import { TrainingAlgorithm } from '../../training-settings.js';
import { checkRange, refusalIn } from '../../setting-limits.js';
import { phrasesRun } from '../phrases-run.js';

/**
 * The settings as they are run.
 * @throws {InvalidInputError} naming the first setting that is out of range
 */
export function gloVeRun(input: GloVeInput, seed: number): GloVeRun {
  const refuse = refusalIn('gloVe');
  const { epochs, dimensions, window, minCount, vocabularySize, xMax, alpha, learningRate, threads } = input;
  checkRange('epochs', epochs, 1, 1_000, refuse);
  checkRange('dimensions', dimensions, 1, 1_024, refuse);
  checkRange('window', window, 1, 50, refuse);
  checkRange('minCount', minCount, 1, 1_000_000_000, refuse);
  checkRange('vocabularySize', vocabularySize, 2, 4_000_000, refuse);
  if (!(xMax > 0)) refuse('xMax', 'xMax is above 0.');
  checkRange('alpha', alpha, 0, 1, refuse);
  if (!(learningRate > 0 && learningRate <= 1)) refuse('learningRate', 'learningRate is above 0, at most 1.');
  checkRange('threads', threads, 1, 64, refuse);
  return {
    ...{ algorithm: TrainingAlgorithm.GLOVE, seed, epochs, dimensions, window, minCount, vocabularySize },
    ...{ ...phrasesRun(input, refuse), xMax, alpha, learningRate, threads },
  };
}
