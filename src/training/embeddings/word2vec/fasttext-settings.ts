import { WORD2VEC_DEFAULTS, type Word2VecSettings } from './word2vec-settings.js';
import type { SubwordSettings } from '../../../text/word-vectors/subwords.js';

/** All that a training of word vectors can be told: those of fastText have parts. */
export interface WordVectorsSettings extends Word2VecSettings {
  readonly subwords?: SubwordSettings;
}

/**
 * Those of fastText, but for threads and the words that it keeps. Pairs draw noise words of their own: with shared ones
 * analogies and similarities of parts of words are worse, unlike those of words alone.
 */
export const FASTTEXT_DEFAULTS = {
  ...WORD2VEC_DEFAULTS,
  sharedNegatives: false,
  subsample: 1e-4,
  learningRate: 0.05,
  subwords: { minNgram: 3, maxNgram: 6, buckets: 2_000_000 },
} as const satisfies WordVectorsSettings;

/** Name of the kernel that trains. */
export function kernelOf({ subwords }: WordVectorsSettings): 'fasttext' | 'word2vec' {
  return subwords ? 'fasttext' : 'word2vec';
}
