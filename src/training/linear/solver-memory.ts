import { InvalidInputError } from '../../lib/errors.js';
import { memoryShortage } from '../memory-need.js';
import type { CountedFeatures } from './feature-matrix.js';

/** A protobuf message ends at 2 GiB: weights, with room for the graph around them. */
const MOST_WEIGHT_BYTES = 2 ** 31 - 2 ** 16;
/** What is solved is there three times while a checkpoint of it is stored. */
const COPIES = 3;

const ADVICE = 'Lower vocabularySize or raise minCount; of hashed n-grams, lower hashBuckets.';

/**
 * Refuses, before anything is solved, a model whose weights and dual variables do not fit.
 * @param outputCount scores of a text
 * @throws {InvalidInputError} saying how much memory it needs, or that the file of the model would be too large, and what makes it less
 */
export function assertSolvable(
  outputCount: number,
  {
    index,
    trainingRowCount,
  }: Pick<CountedFeatures, 'trainingRowCount'> & { readonly index: { readonly size: number } },
  memoryBytes?: number,
): void {
  const weightBytes = 4 * outputCount * (index.size + 1);
  const dualBytes = 4 * outputCount * trainingRowCount;
  const what = `${outputCount} weights for each of ${index.size} n-grams`;
  if (weightBytes > MOST_WEIGHT_BYTES)
    throw new InvalidInputError(`${what} are more than the 2 GiB of an ONNX file. ${ADVICE}`, ['vocabularySize']);
  const shortage = memoryShortage(0, COPIES * (weightBytes + dualBytes), memoryBytes);
  if (shortage)
    throw new InvalidInputError(
      `${what}, and as many duals for each of ${trainingRowCount} rows, ${shortage.sentence}. ${ADVICE}`,
      ['vocabularySize'],
    );
}
