import { subwordBuckets } from '../../text/word-vectors/subwords.js';
import type { SubwordsFile } from '../pipeline-file.js';
import type { BucketRows } from './bucket-rows.js';

/** Rows of the parts of words, for words that a model does not know. */
export class SubwordIndex {
  constructor(
    private readonly settings: Omit<SubwordsFile, 'file'>,
    private readonly bucketRows: BucketRows,
  ) {}

  /** Rows of a word's parts that have one, as often as they are in the word, and how many parts its vector is the mean of. */
  rowsOf(word: string): { rows: readonly number[]; size: number } {
    const parts = subwordBuckets(Buffer.from(word), this.settings);
    const rows = parts.map((bucket) => this.bucketRows.rowOf(bucket)).filter((row) => row >= 0);
    return { rows, size: this.settings.mean === 'all-parts' ? parts.length : rows.length };
  }
}
