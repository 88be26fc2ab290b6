import type { ChatMessage } from '../../../pipelines/pipeline.js';
import type { LaneFailure } from '../lane-messages.js';
import type { Seed, Towards } from './carried-tensors.js';
import type { SamplingSettings } from './sampling/sampling-settings.js';

/** What one generation asks of a lane. */
export interface GenerationRequest {
  /** Names the sequence between the worker and its lane. */
  readonly id: number;
  /** Text to go on from, or a conversation that the model's chat template makes one of. */
  readonly prompt: string | readonly ChatMessage[];
  /** Whether the tokenizer adds the tokens that begin a text; of a conversation the template gives them. */
  readonly addSpecialTokens: boolean;
  readonly sampling: SamplingSettings;
  /** With the place of a token it decides each draw. */
  readonly seed: Seed;
  /** What the model begins with that is drawn is on the way to that of another seed; tokens are drawn by the first. */
  readonly towards?: Towards | undefined;
  /** Text at which the answer ends; it is no part of the answer. */
  readonly stop: readonly string[];
  readonly maxTokens: number;
  /** Tokens that another lane had answered when it was lost; the answer goes on behind them. */
  readonly answered: readonly number[];
  /**
   * Whether the prompt itself is the answer: its tokens with their log-probabilities, and nothing behind them. What chooses tokens does
   * not matter then.
   */
  readonly scores?: boolean;
  /** How many of the likeliest tokens are told at each place, besides the chosen one; nothing of them when left out. */
  readonly alternatives?: number;
}

/** A token that may stand at a place. */
export interface TokenChoice {
  readonly token: number;
  /** Text that it completes there. */
  readonly text: string;
  readonly logProbability: number;
}

/** STOP: the model ended its text, or a stop string came. LENGTH: as many tokens as were asked for, or as fit. */
export type Finish = 'STOP' | 'LENGTH';

/** One token of a sequence. */
export interface GeneratedPiece {
  readonly id: number;
  /** Place of the token in the answer, from 0. */
  readonly index: number;
  readonly token: number;
  /** Text that this token completed; "" while a character, or what may become a stop string, is held back. */
  readonly text: string;
  /** Null for the first token of a text that is scored: nothing stands before it. */
  readonly logProbability: number | null;
  /** The likeliest tokens at its place, likeliest first, and it itself; left out unless they are asked for. */
  readonly alternatives?: readonly TokenChoice[];
  /** Tokens of the prompt. */
  readonly promptTokenCount: number;
  /** Null while more comes. */
  readonly finish: Finish | null;
}

/** Why a sequence ended without an answer. */
export interface GenerationFailure {
  readonly id: number;
  readonly failure: LaneFailure;
}
