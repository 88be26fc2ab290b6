/** How words that often come one behind the other become one (Mikolov et al. 2013, Distributed Representations of Words and Phrases). */
export interface PhraseSettings {
  /** Passes over the text: each joins words, or phrases, two by two. */
  readonly passes: number;
  /** Least score of a phrase: how much more often it comes than its words would by chance, with `minCount` taken off. */
  readonly threshold: number;
  /** Pairs, and words of pairs, that come less often are none. */
  readonly minCount: number;
}

/** Those of word2phrase.c. */
export const PHRASE_DEFAULTS = { threshold: 100, minCount: 5 } as const;

/** Between the words of a phrase. */
export const PHRASE_JOINER = '_';
