import { adaGrad } from '../../../onnx/training/optimizers/adagrad.js';
import { adam } from '../../../onnx/training/optimizers/adam.js';
import type { Optimizer } from '../../../onnx/training/optimizers/optimizer.js';
import { momentum, sgd } from '../../../onnx/training/optimizers/sgd.js';
import { constant, cosine, linear, type Schedule } from '../../../onnx/training/schedules.js';
import { RecurrentCellKind, type RecurrentNetwork } from './recurrent-network.js';

/** What a token is. */
export enum TokenLevel {
  CHARACTER = 'CHARACTER',
  SUBWORD = 'SUBWORD',
  WORD = 'WORD',
}

/** How weights change by their gradients. */
export enum NeuralOptimizer {
  SGD = 'SGD',
  MOMENTUM = 'MOMENTUM',
  ADAM = 'ADAM',
  ADAMW = 'ADAMW',
  ADAGRAD = 'ADAGRAD',
}

/** How the learning rate goes over the training. */
export enum LearningRateSchedule {
  CONSTANT = 'CONSTANT',
  LINEAR = 'LINEAR',
  COSINE = 'COSINE',
}

/** All that the training of a recurrent language model can be told. */
export interface LanguageModelSettings extends Omit<RecurrentNetwork, 'vocabularySize'> {
  readonly level: TokenLevel;
  /** Most tokens; the most frequent stay. */
  readonly vocabularySize: number;
  readonly epochs: number;
  readonly batchSize: number;
  /** Tokens through which gradients flow back. */
  readonly sequenceLength: number;
  readonly optimizer: NeuralOptimizer;
  readonly learningRate: number;
  readonly schedule: LearningRateSchedule;
  /** Longest that all gradients together may be. */
  readonly clipNorm: number;
  /** Threads of one operator. */
  readonly threads: number;
  readonly seed: number;
}

export const LANGUAGE_MODEL_DEFAULTS = {
  cell: RecurrentCellKind.LSTM,
  layers: 1,
  hiddenSize: 256,
  tiedEmbeddings: true,
  dropout: 0.2,
  level: TokenLevel.WORD,
  vocabularySize: 20_000,
  epochs: 10,
  batchSize: 32,
  sequenceLength: 32,
  optimizer: NeuralOptimizer.ADAM,
  learningRate: 0.002,
  schedule: LearningRateSchedule.COSINE,
  clipNorm: 1,
  threads: 1,
} as const satisfies Omit<LanguageModelSettings, 'embeddingSize' | 'seed'>;

const ADAMW_DECAY = 0.01;
/** Share of the learning rate that schedules end at. */
const LAST_SHARE = 0.05;

export function optimizerOf(kind: NeuralOptimizer): Optimizer {
  switch (kind) {
    case NeuralOptimizer.SGD:
      return sgd();
    case NeuralOptimizer.MOMENTUM:
      return momentum();
    case NeuralOptimizer.ADAM:
      return adam();
    case NeuralOptimizer.ADAMW:
      return adam({ weightDecay: ADAMW_DECAY });
    case NeuralOptimizer.ADAGRAD:
      return adaGrad();
  }
}

export function scheduleOf(kind: LearningRateSchedule, rate: number): Schedule {
  switch (kind) {
    case LearningRateSchedule.CONSTANT:
      return constant(rate);
    case LearningRateSchedule.LINEAR:
      return linear(rate, rate * LAST_SHARE);
    case LearningRateSchedule.COSINE:
      return cosine(rate, rate * LAST_SHARE);
  }
}
