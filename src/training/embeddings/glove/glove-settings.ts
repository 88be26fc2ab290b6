import type { PhraseSettings } from '../corpus/phrase-settings.js';

/** All that a GloVe training can be told. */
export interface GloVeSettings {
  /** Numbers of a vector. */
  readonly dimensions: number;
  /** Words on each side of a word that count as near it, each by one over its distance. */
  readonly window: number;
  /** Words that occur less often are left out. */
  readonly minCount: number;
  /** Most words of the vocabulary; the most frequent stay. */
  readonly vocabularySize: number;
  /** How words are joined to phrases; none are when left out. */
  readonly phrases?: PhraseSettings | null;
  /** Pairs that were met so often, or more, count fully; others by their share of it to the power of `alpha`. */
  readonly xMax: number;
  readonly alpha: number;
  /** Passes over the pairs. */
  readonly epochs: number;
  /** Length of the first steps; AdaGrad shortens them. */
  readonly learningRate: number;
  readonly threads: number;
  readonly seed: number;
}

/** Those of Pennington et al. 2014 for small vectors, but for threads and the words that are kept. */
export const GLOVE_DEFAULTS: GloVeSettings = {
  dimensions: 100,
  window: 10,
  minCount: 5,
  vocabularySize: 1_000_000,
  xMax: 100,
  alpha: 0.75,
  epochs: 15,
  learningRate: 0.05,
  threads: 1,
  seed: 1,
};
