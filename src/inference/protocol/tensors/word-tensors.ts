import type { WordSource } from '../../../pipelines/words/word-lookup.js';

/**
 * A request that searches the words of a model's vocabulary has `first` INT32 [N], how many neighbours each row gets, and either
 * `term` BYTES [N, T] with `weight` FP32 [N, T] (a row's query is the weighted sum of its terms' vectors, each of length 1) or
 * `vector` FP32 [N, dimensions].
 */
export const WORD_REQUEST = { first: 'first', term: 'term', weight: 'weight', vector: 'vector' } as const;

/**
 * Its answer: `neighbour` BYTES, `similarity` FP32 and `number` INT32 [N, most of first], with −1 as number where a row has fewer;
 * and for terms `word` BYTES and `word_source` INT32 [N, most words], which words a row's terms hold and how each was found, with −1
 * where a row has fewer.
 */
export const WORD_ANSWER = {
  neighbour: 'neighbour',
  similarity: 'similarity',
  number: 'number',
  word: 'word',
  source: 'word_source',
} as const;

/** Sources by their numbers in `word_source`. */
export const WORD_SOURCES = ['UNKNOWN', 'VOCABULARY', 'PARTS'] as const satisfies readonly WordSource[];
