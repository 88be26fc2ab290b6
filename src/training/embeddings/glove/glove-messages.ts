import type { CorpusAnswer, CorpusCommand } from '../corpus/corpus-messages.js';
import type { NumberedPart } from '../corpus/read-corpus.js';
import type { GloVeLayout } from './glove-memory.js';
import type { GloVeSettings } from './glove-settings.js';
import type { MergeTask, RangeRecords } from './merge-pairs.js';
import type { PairCounterSettings, PairRun } from './pair-counter.js';

export interface CountPairsCommand extends PairCounterSettings {
  readonly kind: 'pair';
  readonly part: NumberedPart;
}

export interface MergePairsCommand extends MergeTask {
  readonly kind: 'merge';
}

export interface TrainPairsCommand {
  readonly kind: 'train';
  readonly thread: number;
  readonly memory: WebAssembly.Memory;
  readonly layout: GloVeLayout;
  readonly rangeRecords: readonly RangeRecords[];
  readonly settings: Pick<GloVeSettings, 'threads' | 'epochs' | 'seed'>;
  /** See `ThreadPositions`. */
  readonly positions: Int32Array;
}

export type GloVeCommand = CorpusCommand | CountPairsCommand | MergePairsCommand | TrainPairsCommand;

export type GloVeAnswer =
  | CorpusAnswer
  | { readonly kind: 'paired'; readonly runs: readonly PairRun[] }
  | { readonly kind: 'merged'; readonly rangeRecords: readonly RangeRecords[] }
  | { readonly kind: 'trained' };
