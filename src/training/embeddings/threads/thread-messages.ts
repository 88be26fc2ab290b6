import type { CountedWords } from '../corpus/vocabulary.js';
import type { Word2VecLayout } from '../word2vec-memory.js';
import type { WordVectorsSettings } from '../fasttext-settings.js';

/** The part of a corpus that a thread reads, and the folder that it may write to. */
export interface ThreadPart {
  readonly thread: number;
  readonly corpusPath: string;
  readonly start: number;
  readonly end: number;
  readonly folder: string;
}

/** Words by their bytes, in the order of their numbers. */
export interface SharedWords {
  readonly bytes: Uint8Array;
  readonly starts: Uint32Array;
}

export interface TrainCommand {
  readonly kind: 'train';
  readonly memory: WebAssembly.Memory;
  readonly layout: Word2VecLayout;
  readonly settings: WordVectorsSettings;
  /** Calls that all threads make together, in all epochs. */
  readonly totalCalls: number;
  /** At 0 whether to stop; from 1 on the calls that each thread has made. */
  readonly control: Int32Array;
}

export type ThreadCommand =
  { readonly kind: 'count' } | { readonly kind: 'encode'; readonly words: SharedWords } | TrainCommand;

export type ThreadAnswer =
  | ({ readonly kind: 'counted' } & CountedWords)
  /** Calls of one epoch. */
  | { readonly kind: 'encoded'; readonly calls: number }
  | { readonly kind: 'trained' };
