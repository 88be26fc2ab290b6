import { subwordBuckets } from '../word-vectors/subwords.js';
import { SENTENCE_END } from './cut-words.js';
import { appendWordNgrams, wordHash } from './word-ngrams.js';

/** What a text is made of, besides its words. */
export interface BagSettings {
  /** Longest run of words; 1 for single words only. */
  readonly wordNgrams: number;
  /** Shortest and longest part of a word in characters; 0 as the longest for none. */
  readonly minNgram: number;
  readonly maxNgram: number;
  /** What hashes of runs and parts are taken modulo of; 0 where there are neither. */
  readonly buckets: number;
}

/** What a word brings into a text. */
export interface BagWord {
  /** Its number in the vocabulary; −1 where it has none. */
  readonly id: number;
  readonly hash: number;
  /** Buckets of its parts. */
  readonly parts: readonly number[];
}

const NO_PARTS: readonly number[] = [];

export function bagWord(word: string, id: number, settings: BagSettings): BagWord {
  const hasParts = settings.maxNgram > 0 && word !== SENTENCE_END;
  return { id, hash: wordHash(word), parts: hasParts ? subwordBuckets(Buffer.from(word), settings) : NO_PARTS };
}

/** A text as numbers of its words and buckets of their parts and runs; repeated as often as it has them. */
export interface Bag {
  readonly ids: readonly number[];
  readonly buckets: readonly number[];
}

/** What training and serving make of a text: the features of fastText's supervised models. */
export function bagOf(words: readonly BagWord[], { wordNgrams, buckets: bucketCount }: BagSettings): Bag {
  const ids: number[] = [];
  const buckets: number[] = [];
  for (const { id, parts } of words) {
    if (id >= 0) ids.push(id);
    for (const part of parts) buckets.push(part);
  }
  if (wordNgrams > 1) {
    const hashes = words.map(({ hash }) => hash);
    appendWordNgrams(hashes, wordNgrams, bucketCount, buckets);
  }
  return { ids, buckets };
}
