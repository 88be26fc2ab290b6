/** All that a word2vec training can be told. */
export interface Word2VecSettings {
  /** Numbers of a vector. */
  readonly dimensions: number;
  /** Words on each side that are predicted at most; each centre word draws how many of them. */
  readonly window: number;
  /** Noise words for each centre word. */
  readonly negatives: number;
  readonly epochs: number;
  /** Words that occur less often are left out. */
  readonly minCount: number;
  /** Most words of the vocabulary; the most frequent stay. */
  readonly vocabularySize: number;
  /** Words with a share above this are passed over now and then; 0 passes over none. */
  readonly subsample: number;
  /** Length of the first steps; it falls linearly. */
  readonly learningRate: number;
  readonly threads: number;
  readonly seed: number;
}

/** Those of word2vec.c, but for threads and the words that it keeps. */
export const WORD2VEC_DEFAULTS: Word2VecSettings = {
  dimensions: 100,
  window: 5,
  negatives: 5,
  epochs: 5,
  minCount: 5,
  vocabularySize: 1_000_000,
  subsample: 1e-3,
  learningRate: 0.025,
  threads: 1,
  seed: 1,
};
