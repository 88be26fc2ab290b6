import type { PredictServices } from '../run.js';
import { assertCount, assertFirst } from './assert-count.js';
import { type FoundWords, type SearchRequest, searchWords } from './search-words.js';

const MOST_QUESTIONS = 256;

/** a is to b as c is to what? */
export interface AnalogyQuestion {
  readonly a: string;
  readonly b: string;
  readonly c: string;
}

export interface AnalogyRequest extends Omit<SearchRequest, 'queries'> {
  questions: readonly AnalogyQuestion[];
}

/**
 * Words that are to c as b is to a, best first: those nearest to b − a + c, each of length 1 (3CosAdd). The given words are no answers, and
 * there are none where the model has no vector for one of them.
 * @throws {InvalidInputError} when the model has no vocabulary
 * @see Mikolov, Yih & Zweig, Linguistic Regularities in Continuous Space Word Representations (2013)
 */
export function analogy(services: PredictServices, { questions, ...request }: AnalogyRequest): Promise<FoundWords[]> {
  assertCount('questions', questions.length, MOST_QUESTIONS);
  assertFirst(request.count);
  const terms = questions.map(({ a, b, c }) => [a, b, c]);
  return searchWords(services, { ...request, queries: { terms, weights: [-1, 1, 1] } });
}
