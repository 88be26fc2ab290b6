import type { NumberedPart } from '../corpus/read-corpus.js';
import type { WordVectorsSettings } from '../fasttext-settings.js';
import type { Word2VecLayout } from '../word2vec-layout.js';

/** What a thread trains on. */
export interface ThreadPart extends NumberedPart {
  readonly thread: number;
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

export interface TrainAnswer {
  readonly kind: 'trained';
}
