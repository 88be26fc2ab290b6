import type { ModelSignature } from '../../../models/versions/signature.js';
import type { Tensors } from '../../../onnx/tensor.js';
import type { Variable } from '../../../onnx/autodiff/variable.js';
import type { Scope } from '../../../onnx/training/scope.js';
import type { Named, StepModel } from '../../../onnx/training/step-model.js';
import type { SteppedModel } from '../../language-models/sample-text.js';
import type { Teaching } from './window-models.js';

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

/** How a network reads texts window by window. */
export interface WindowReader {
  /** Shapes of what goes on from a window to the next; empty where each begins anew. */
  carriedShapes(batch: number): Readonly<Record<string, readonly number[]>>;
  /**
   * @param tokens (steps, batch)
   * @returns logits (steps · batch, vocabulary) of what follows each, one step behind the other, and what goes on
   */
  read(scope: Scope, tokens: Variable, carried: Named, window: Window): { logits: Variable; carried: Named };
}

/** A network that predicts each token of a text from those before it, as it is trained, measured and served. */
export interface LanguageNetwork extends SteppedModel, WindowReader {
  readonly vocabularySize: number;
  /** How training samples the tokens that it compares the true ones with; null where it compares with all. */
  readonly sampled: SampledSoftmax | null;
  /**
   * As it is trained; see `trainedModel`, and `SampledWindows` for what it is given with a sample.
   * @param teaching by another network; none when left out. It takes the logits of all tokens, not of a sample
   */
  trained(window: Window, teaching?: Teaching | null): StepModel;
  /** As it is measured; see `measuredModel`. */
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
