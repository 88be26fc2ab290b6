import type { BagObjective } from '../../pipelines/bags/bag-settings.js';
import type { BagCut } from '../../text/bags/cut-words.js';

/** How scores of labels become probabilities, as in `BAG_OBJECTIVES`. */
export enum ClassifierObjective {
  SOFTMAX = 'SOFTMAX',
  HIERARCHICAL_SOFTMAX = 'HIERARCHICAL_SOFTMAX',
  NEGATIVE_SAMPLING = 'NEGATIVE_SAMPLING',
  ONE_VS_ALL = 'ONE_VS_ALL',
}

/** How a text is cut into words; `CUTS` has their names in pipeline.json. */
export enum ClassifierWordCut {
  WORDS_AND_MARKS = 'WORDS_AND_MARKS',
  WHITE_SPACE = 'WHITE_SPACE',
}

export const CUTS = {
  [ClassifierWordCut.WORDS_AND_MARKS]: 'words-and-marks',
  [ClassifierWordCut.WHITE_SPACE]: 'white-space',
} as const satisfies Record<ClassifierWordCut, BagCut>;

/** All that a fastText classifier can be told. */
export interface BagClassifierSettings {
  /** Numbers of the hidden vector. */
  readonly dimensions: number;
  readonly epochs: number;
  /** Length of the first steps; it falls linearly. */
  readonly learningRate: number;
  /** Longest run of words that has a vector of its own; 1 for single words. */
  readonly wordNgrams: number;
  /** Length of the parts of words in characters; 0 as the longest for none. */
  readonly minNgram: number;
  readonly maxNgram: number;
  /** What hashes of runs and parts are taken modulo of. */
  readonly buckets: number;
  /** Words that occur less often have no vector of their own. */
  readonly minCount: number;
  /** From which probability on a label is given where a text has any number of them; null where each has one. */
  readonly threshold: number | null;
  readonly objective: BagObjective;
  /** Other labels for each text, where the objective draws some. */
  readonly negatives: number;
  readonly cut: BagCut;
  readonly threads: number;
  readonly seed: number;
}

/** Pairs of words and enough epochs for some thousand texts; what a user of fastText would try first. */
export const BAG_CLASSIFIER_DEFAULTS = {
  dimensions: 100,
  epochs: 25,
  learningRate: 0.5,
  wordNgrams: 2,
  minNgram: 0,
  maxNgram: 0,
  buckets: 2_000_000,
  minCount: 1,
  threshold: null,
  objective: 'SOFTMAX',
  negatives: 5,
  cut: 'words-and-marks',
  threads: 1,
  seed: 1,
} as const satisfies BagClassifierSettings;
