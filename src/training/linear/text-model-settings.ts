import type { FeatureOptions } from './feature-matrix.js';
import type { MaximumEntropyTrainingSettings } from './solver/maximum-entropy-trainer.js';

/** All that a linear model of texts can be told. */
export interface TextModelSettings extends FeatureOptions, MaximumEntropyTrainingSettings {}

/**
 * Words and pairs of words, punctuation included, that two rows hold at least; L2 chosen on validation rows. Rarer n-grams
 * make a model two to three times larger and were no gain on our benchmarks (`npm run bench -- maxent`).
 */
export const DEFAULT_SETTINGS: TextModelSettings = {
  wordNgrams: 2,
  punctuation: true,
  characterNgrams: 0,
  shortestCharacterNgram: 2,
  minCount: 2,
  vocabularySize: 1_000_000,
  hashBuckets: null,
  l2: null,
  epochs: 100,
  seed: 1,
};

/** Path of the file that tells n-grams' columns, by how they are found. */
export const VOCABULARY_PATH = { VOCABULARY: 'vocabulary.tsv', HASHING: 'document-frequencies.bin' } as const;
