/** Paths of the files of a fastText classifier besides those that every version has. */
export const TABLE_PATH = 'vectors.bin';
export const VOCABULARY_PATH = 'vocabulary.txt';
export const BUCKETS_PATH = 'ngrams.bin';

/** The file that is read, and the folder that files are written to. */
export interface ClassifierConversion {
  readonly source: string;
  readonly folder: string;
  /** Whether a text has any number of labels; otherwise the likeliest. */
  readonly multiLabel: boolean;
}

export interface ClassifierFiles {
  /** Below the folder. */
  readonly paths: readonly string[];
}
