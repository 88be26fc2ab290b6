/** First number of a .bin of fastText. */
export const FASTTEXT_MAGIC = 793712314;
export const LAST_VERSION = 12;

/** Ends of sentences are a word of fastText's without n-grams. */
export const SENTENCE_END = '</s>';

/** What a model learns from, by fastText's numbers. */
export const FASTTEXT_LOSS = { HIERARCHICAL_SOFTMAX: 1, NEGATIVE_SAMPLING: 2, SOFTMAX: 3, ONE_VS_ALL: 4 } as const;

/** What a model is, by fastText's numbers. */
export const FASTTEXT_MODEL = { CBOW: 1, SKIP_GRAM: 2, SUPERVISED: 3 } as const;

/** Whole numbers of the settings, in the order of the file. */
export const INTEGER_SETTINGS = [
  'dimensions',
  'window',
  'epochs',
  'minCount',
  'negatives',
  'wordNgrams',
  'loss',
  'model',
  'buckets',
  'minNgram',
  'maxNgram',
  'updateRate',
] as const;

/** Settings as a .bin keeps them: those that its words and vectors are found by, and those that it was trained with. */
export type FastTextSettings = Readonly<Record<(typeof INTEGER_SETTINGS)[number], number>> & {
  /** fastText's `t`: the share of a word above which it is passed over now and then. */
  readonly subsample: number;
};

/** What a .bin knows of its words, and of its labels if it is a classifier's. */
export interface FastTextDictionary {
  readonly words: readonly string[];
  /** Occurrences of each word. */
  readonly wordCounts: Float64Array;
  readonly labels: readonly string[];
  readonly labelCounts: Float64Array;
  /** Words that were read in training, of one epoch. */
  readonly tokenCount: number;
  /** Rows that were kept of the n-grams' by their bucket; null when all were. */
  readonly keptBuckets: ReadonlyMap<number, number> | null;
}

/** What a .bin of fastText begins with: src/args.cc and src/dictionary.cc of fastText 0.9.2 write it. */
export interface FastTextHeader extends FastTextDictionary {
  readonly settings: FastTextSettings;
}
