import type { ModelSignature } from '../../../models/signature.js';
import type { Tensors } from '../../../onnx/tensor.js';
import type { StepModel } from '../../../onnx/training/step-model.js';
import type { SteppedModel } from '../../language-models/sample-text.js';

/** Rows and steps of a piece of text. */
export interface Window {
  readonly batch: number;
  /** Tokens of each row, through which gradients flow back. */
  readonly steps: number;
}

/** Training without the logits of all tokens. */
export interface SampledSoftmax {
  /** Tokens of a sample, below the vocabulary. */
  readonly samples: number;
  /** Numbers of all that the weights have of one token. */
  readonly rowWidth: number;
}

/** A network that predicts each token of a text from those before it, as it is trained, measured and served. */
export interface LanguageNetwork extends SteppedModel {
  readonly vocabularySize: number;
  /** How training samples the tokens that it compares the true ones with; null where it compares with all. */
  readonly sampled: SampledSoftmax | null;
  /** Trains on `tokens` and `targets` (steps, batch), the tokens behind them: the loss is the mean cross-entropy of a token, in nats. What it is given with a sample: see `SampledWindows`. */
  trained(window: Window): StepModel;
  /** The same for measuring: the loss is the sum of each token's cross-entropy, in nats, times its number in `weights` (steps, batch). */
  measured(window: Window): StepModel;
  /**
   * The network as `generate` serves it, from `input_ids` (batch, sequence) to `logits` (batch, sequence, vocabulary).
   * @param weights stored in the graph; null makes them its inputs
   */
  served(weights: Tensors | null): Uint8Array<ArrayBuffer>;
  /** What the served graph takes and gives, in its order. */
  readonly signature: ModelSignature;
  /** Most tokens of a text, when it was trained on such windows; null where there is no bound. */
  contextLength(window: Window): number | null;
  /** Tokens at the beginning of each measured window that only show what came before; 0 where what is carried tells it. */
  lookBack(window: Window): number;
  /** Numbers of all weights. */
  readonly weightCount: number;
  /** Numbers that a step of training keeps for its way back, and works with: about. */
  activationCount(window: Window): number;
}
