import type { WordCut } from '../../../text/word-cut.js';
import type { FilledTable } from './word-table.js';

/** The part of a file that a thread reads, in bytes. */
export interface FilePart {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** Some texts, and where their words end. */
export interface CutTexts {
  readonly texts: readonly string[];
  readonly cut: WordCut;
}

/** The words of a part of a corpus are counted and numbered as they come; when all parts are counted, they get the numbers of the vocabulary. */
export type CorpusCommand =
  | { readonly kind: 'read'; readonly idsPath: string; readonly source: FilePart | CutTexts }
  | { readonly kind: 'count'; readonly idsPath: string }
  /** The number of each word, by the number that the thread gave it; −2 for those that are left out. */
  | { readonly kind: 'number'; readonly numbers: Int32Array };

export type CorpusAnswer =
  | { readonly kind: 'read' }
  | { readonly kind: 'counted'; readonly table: FilledTable }
  /** Ids of each call of the kernel. */
  | { readonly kind: 'numbered'; readonly calls: readonly number[] };
