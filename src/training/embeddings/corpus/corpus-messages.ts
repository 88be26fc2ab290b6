import type { CountedWords } from './vocabulary.js';

/** The part of a corpus that a thread reads, in bytes, and where the ids of its words go. */
export interface CorpusPart {
  readonly corpusPath: string;
  readonly start: number;
  readonly end: number;
  readonly idsPath: string;
}

/** Words by their bytes, in the order of their numbers. */
export interface SharedWords {
  readonly bytes: Uint8Array;
  readonly starts: Uint32Array;
}

export type CorpusCommand = { readonly kind: 'count' } | { readonly kind: 'number'; readonly words: SharedWords };

export type CorpusAnswer =
  | ({ readonly kind: 'counted' } & CountedWords)
  /** Ids of each call of the kernel. */
  | { readonly kind: 'numbered'; readonly calls: readonly number[] };
