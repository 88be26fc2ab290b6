import type { CorpusAnswer, CorpusCommand } from '../corpus/corpus-messages.js';
import type { NumberedPart } from '../corpus/read-corpus.js';
import type { GloVeLayout } from './glove-memory.js';
import type { GloVeSettings } from './glove-settings.js';
import type { MergeTask, RecordBlock } from './merge-pairs.js';
import type { PairCounterSettings, PairRun } from './pair-counter.js';

export interface CountPairsCommand extends PairCounterSettings {
  readonly kind: 'pair';
  readonly part: NumberedPart;
}

export interface MergePairsCommand extends MergeTask {
  readonly kind: 'merge';
}

/** Places in what all threads read and write: blocks that were begun, and blocks that were trained. */
export const CONTROL = { begun: 0, trained: 1 } as const;

export interface TrainPairsCommand {
  readonly kind: 'train';
  readonly thread: number;
  readonly memory: WebAssembly.Memory;
  readonly layout: GloVeLayout;
  readonly blocks: readonly RecordBlock[];
  readonly settings: Pick<GloVeSettings, 'epochs' | 'seed'>;
  /** See `CONTROL`. */
  readonly control: Int32Array;
}

export type GloVeCommand = CorpusCommand | CountPairsCommand | MergePairsCommand | TrainPairsCommand;

export type GloVeAnswer =
  | CorpusAnswer
  | { readonly kind: 'paired'; readonly runs: readonly PairRun[] }
  | { readonly kind: 'merged'; readonly blocks: readonly RecordBlock[] }
  | { readonly kind: 'trained' };
