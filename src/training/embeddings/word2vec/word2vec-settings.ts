import type { PhraseSettings } from '../corpus/phrase-settings.js';

/** What predicts what. */
export enum WordVectorArchitecture {
  SKIP_GRAM = 'SKIP_GRAM',
  CBOW = 'CBOW',
}

/** How a word is told apart from all others. */
export enum WordVectorLoss {
  NEGATIVE_SAMPLING = 'NEGATIVE_SAMPLING',
  HIERARCHICAL_SOFTMAX = 'HIERARCHICAL_SOFTMAX',
}

/** What is a word in scripts that write no spaces. */
export enum WordSegmentation {
  CHARACTERS = 'CHARACTERS',
  DICTIONARY = 'DICTIONARY',
}

/** All that a word2vec training can be told. */
export interface Word2VecSettings {
  readonly architecture: WordVectorArchitecture;
  readonly loss: WordVectorLoss;
  /** Numbers of a vector. */
  readonly dimensions: number;
  /** Words on each side that are predicted at most; each centre word draws how many of them. */
  readonly window: number;
  /** Noise words for each centre word; 0 with hierarchical softmax. */
  readonly negatives: number;
  /** Whether a centre word has the same noise words for all words around it; of skip-gram by negative sampling only. */
  readonly sharedNegatives: boolean;
  readonly epochs: number;
  /** Words that occur less often are left out. */
  readonly minCount: number;
  /** Most words of the vocabulary; the most frequent stay. */
  readonly vocabularySize: number;
  /** How words are joined to phrases; none are when left out. */
  readonly phrases?: PhraseSettings | null;
  /** Words with a share above this are passed over now and then; 0 passes over none. */
  readonly subsample: number;
  /** Length of the first steps; it falls linearly. */
  readonly learningRate: number;
  readonly threads: number;
  readonly seed: number;
}

/** Length of the first steps, as in word2vec.c. */
export const LEARNING_RATES = {
  [WordVectorArchitecture.SKIP_GRAM]: 0.025,
  [WordVectorArchitecture.CBOW]: 0.05,
} as const;

/** Those of word2vec.c for skip-gram, but for threads and the words that it keeps. */
export const WORD2VEC_DEFAULTS: Word2VecSettings = {
  architecture: WordVectorArchitecture.SKIP_GRAM,
  loss: WordVectorLoss.NEGATIVE_SAMPLING,
  dimensions: 100,
  window: 5,
  negatives: 5,
  sharedNegatives: true,
  epochs: 5,
  minCount: 5,
  vocabularySize: 1_000_000,
  subsample: 1e-3,
  learningRate: LEARNING_RATES[WordVectorArchitecture.SKIP_GRAM],
  threads: 1,
  seed: 1,
};
