import type { CorpusAnswer, CorpusCommand } from '../corpus/corpus-messages.js';
import type { NumberedPart } from '../corpus/read-corpus.js';
import type { WordVectorsSettings } from './fasttext-settings.js';
import type { Word2VecLayout } from './memory/word2vec-layout.js';

export interface TrainCommand {
  readonly kind: 'train';
  readonly thread: number;
  /** What the thread trains on. */
  readonly part: NumberedPart;
  readonly memory: WebAssembly.Memory;
  readonly layout: Word2VecLayout;
  readonly settings: WordVectorsSettings;
  /** Calls that all threads make together, in all epochs. */
  readonly totalCalls: number;
  /** The calls that each thread has made. */
  readonly control: Int32Array;
}

export type Word2VecCommand = CorpusCommand | TrainCommand;

export type Word2VecAnswer = CorpusAnswer | { readonly kind: 'trained' };
