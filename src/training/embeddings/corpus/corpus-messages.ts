import type { TextBlock } from '../../../text/text-block.js';
import type { WordCut } from '../../../text/word-cut.js';
import type { PhraseSettings } from './phrase-settings.js';
import type { FilledTable } from './word-table.js';

/** The part of a file that a thread reads, in bytes. */
export interface FilePart {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** Where words of texts end. */
export type CorpusCut = Exclude<WordCut, 'white-space'>;

/** Texts, each a sentence, in memory that threads share, and where their words end. */
export interface CutTexts {
  readonly block: TextBlock;
  readonly cut: CorpusCut;
}

/** Asks for the pairs of words that are phrases. */
export interface PairsCommand {
  readonly kind: 'pairs';
  /** Of the ids of all parts. */
  readonly paths: readonly string[];
  /** Of each word, in all parts. */
  readonly counts: Float64Array;
  /** Which of the shares of the words the pairs begin with. */
  readonly share: number;
  readonly shares: number;
  readonly settings: PhraseSettings;
  /** Different pairs that are counted at a time; left out for millions. */
  readonly mostPairs?: number | undefined;
}

/** Pairs of words that are phrases. */
export interface FoundPairs {
  readonly firsts: Int32Array;
  readonly seconds: Int32Array;
  /** By how much a count of pairs may be too low. */
  readonly countError: number;
}

export interface JoinPairsCommand extends Pick<FoundPairs, 'firsts' | 'seconds'> {
  readonly kind: 'join';
  /** The number of each phrase. */
  readonly joined: Int32Array;
  /** Numbers of words are below. */
  readonly words: number;
}

/**
 * The words of a part of a corpus are counted and numbered as they come. When all parts are counted, they get the numbers of the vocabulary: at once, or
 * behind those that they have in all parts, under which they are joined to phrases.
 */
export type CorpusCommand =
  | { readonly kind: 'read'; readonly idsPath: string; readonly source: FilePart | CutTexts }
  | { readonly kind: 'count'; readonly idsPath: string }
  /** The number of each word in all parts, by the number that the thread gave it; −2 for those that were given up. */
  | { readonly kind: 'unite'; readonly path: string; readonly numbers: Int32Array }
  | PairsCommand
  | JoinPairsCommand
  /** The number of each word in the vocabulary, by the one that it has so far; −2 for those that are left out. */
  | { readonly kind: 'number'; readonly idsPath: string; readonly numbers: Int32Array };

export type CorpusAnswer =
  | { readonly kind: 'read' }
  | { readonly kind: 'counted'; readonly table: FilledTable }
  | { readonly kind: 'united' }
  | ({ readonly kind: 'found' } & FoundPairs)
  /** How often each phrase was. */
  | { readonly kind: 'joined'; readonly counts: Uint32Array }
  /** Ids of each call of the kernel. */
  | { readonly kind: 'numbered'; readonly calls: readonly number[] };
