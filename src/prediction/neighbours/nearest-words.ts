import { InvalidInputError } from '../../lib/errors.js';
import type { PredictServices } from '../run.js';
import { assertCount, assertFirst } from './assert-count.js';
import { type FoundWords, type SearchRequest, searchWords } from './search-words.js';

const MOST_QUERIES = 256;

export interface NearestWordsRequest extends Omit<SearchRequest, 'queries'> {
  texts: readonly string[] | null;
  /** Null when there are texts. */
  vectors: readonly (readonly number[])[] | null;
}

/**
 * The words of the vocabulary that are nearest to each text, but its own, or to each vector.
 * @throws {InvalidInputError} when the model has no vocabulary, or a vector has not its dimensions
 */
export function nearestWords(
  services: PredictServices,
  { texts, vectors, ...request }: NearestWordsRequest,
): Promise<FoundWords[]> {
  assertFirst(request.count);
  if (texts) {
    assertCount('texts', texts.length, MOST_QUERIES);
    return searchWords(services, { ...request, queries: { terms: texts.map((text) => [text]), weights: [1] } });
  }
  assertCount('vectors', vectors!.length, MOST_QUERIES);
  const dimensions = request.version.signature.outputs[0]?.shape[1] ?? -1;
  vectors!.forEach((vector, row) => {
    if (vector.length !== dimensions || !vector.every((value) => Number.isFinite(Math.fround(value))))
      throw new InvalidInputError(
        `A vector of this model has ${dimensions} finite numbers; number ${row} is another (${vector.length} numbers).`,
        ['input', 'vectors', row],
      );
  });
  return searchWords(services, { ...request, queries: { vectors: vectors! } });
}
