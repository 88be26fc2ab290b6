import { InvalidInputError } from '../../lib/errors.js';
import type { DistillationSettings } from '../distillation/distillation.js';
import { memoryShortage } from '../memory-need.js';
import type { CountedFeatures } from './feature-matrix.js';
import { lossTerms } from './loss-terms.js';

/** A protobuf message ends at 2 GiB: weights, with room for the graph around them. */
const MOST_WEIGHT_BYTES = 2 ** 31 - 2 ** 16;
/** What is solved is there three times while a checkpoint of it is read. */
const COPIES = 3;

const FEWER_WEIGHTS = {
  setting: 'vocabularySize',
  advice: 'Lower vocabularySize or raise minCount; of hashed n-grams, lower hashBuckets.',
};
export interface SolvedSize {
  /** Scores of a text. */
  readonly outputCount: number;
  /** How a teacher is learnt from, whose answers are kept; absent without one. */
  readonly taught?: DistillationSettings | undefined;
}

/**
 * Refuses, before anything is solved, a model whose weights and dual variables do not fit.
 * @throws {InvalidInputError} saying how much memory it needs, or that the file of the model would be too large, and what makes it less
 */
export function assertSolvable(
  { outputCount, taught }: SolvedSize,
  {
    index,
    trainingRowCount,
  }: Pick<CountedFeatures, 'trainingRowCount'> & { readonly index: { readonly size: number } },
  memoryBytes?: number,
): void {
  const weightBytes = 4 * outputCount * (index.size + 1);
  const answerBytes = 4 * outputCount * trainingRowCount;
  const terms = lossTerms(taught).length;
  const what = `${outputCount} weights for each of ${index.size} n-grams`;
  if (weightBytes > MOST_WEIGHT_BYTES)
    throw new InvalidInputError(`${what} are more than the 2 GiB of an ONNX file. ${FEWER_WEIGHTS.advice}`, [
      FEWER_WEIGHTS.setting,
    ]);
  const rowBytes = COPIES * terms * answerBytes + (taught ? answerBytes : 0);
  const neededBytes = COPIES * weightBytes + rowBytes;
  const shortage = memoryShortage(0, neededBytes, memoryBytes);
  if (shortage) {
    const duals = `${terms === 1 ? 'as' : 'twice as'} many duals for each of ${trainingRowCount} rows`;
    const { setting, advice } = rowBytes > COPIES * weightBytes ? fewerRows(terms, taught) : FEWER_WEIGHTS;
    const answers = taught ? " and the teacher's answers" : '';
    throw new InvalidInputError(`${what}, and ${duals}${answers}, ${shortage.sentence}. ${advice}`, [setting]);
  }
}

/** What makes duals and answers less. */
function fewerRows(terms: number, taught: DistillationSettings | undefined): typeof FEWER_WEIGHTS {
  if (!taught) return { setting: 'trainSplit', advice: 'Train on a split of fewer rows.' };
  const fewerTerms = terms > 1 ? ' A temperature of 1, or an alpha of 1, halves the duals.' : '';
  return { setting: 'distillation', advice: `Leave out distillation, or train on a split of fewer rows.${fewerTerms}` };
}
