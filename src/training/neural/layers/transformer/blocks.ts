import { add } from '../../../../onnx/autodiff/operators/arithmetic.js';
import { rmsNorm } from '../../../../onnx/autodiff/operators/normalize.js';
import { fixedSize } from '../../../../onnx/autodiff/shape.js';
import type { Variable } from '../../../../onnx/autodiff/variable.js';
import { normalWith, ones } from '../../../../onnx/training/initializers.js';
import type { Scope } from '../../../../onnx/training/scope.js';
import { feedForward } from './feed-forward.js';
import { type KeyValues, selfAttention, type Sight } from './self-attention.js';

export interface TransformerShape {
  readonly layers: number;
  readonly heads: number;
  /** Width of a token's vector, which heads share out. */
  readonly hiddenSize: number;
  /** Width within the feed-forward layers. */
  readonly feedForwardSize: number;
  /** Share of values that are dropped behind the embedding, the attention and the feed-forward layers while training. */
  readonly dropout: number;
}

/**
 * Blocks of attention and feed-forward layers, each behind a normalization of what it takes (pre-norm), and a normalization at last.
 * @param x (batch, T, hiddenSize)
 * @param past of each layer, where tokens were read before
 * @returns the same for the next token, or for what reads the text
 * @see Xiong et al., On Layer Normalization in the Transformer Architecture (2020)
 */
export function transformerBlocks(
  scope: Scope,
  x: Variable,
  { layers, heads, hiddenSize, feedForwardSize, dropout }: TransformerShape,
  sight: Omit<Sight, 'past'>,
  past: readonly KeyValues[] | null = null,
): { output: Variable; known: KeyValues[] } {
  // As many layers add to the sum, so each begins smaller (Radford et al., GPT-2, 2019).
  const last = (width: number) => normalWith(Math.sqrt(2 / (5 * width)) / Math.sqrt(2 * layers));
  const known: KeyValues[] = [];
  let sum = scope.dropout(x, dropout);
  for (let at = 0; at < layers; at++) {
    const layer = scope.child(`layer${at}`);
    const attended = selfAttention(
      layer.child('attention'),
      normalized(layer.child('attention_norm'), sum),
      heads,
      { ...sight, past: past?.[at] ?? null },
      last(hiddenSize),
    );
    known.push(attended.known);
    sum = add(sum, layer.dropout(attended.output, dropout));
    const fed = feedForward(
      layer.child('feed_forward'),
      normalized(layer.child('feed_forward_norm'), sum),
      feedForwardSize,
      last(feedForwardSize),
    );
    sum = add(sum, layer.dropout(fed, dropout));
  }
  return { output: normalized(scope.child('norm'), sum), known };
}

/** Weights of the blocks. */
export function weightCountOfBlocks({ layers, hiddenSize, feedForwardSize }: TransformerShape): number {
  return layers * hiddenSize * (4 * hiddenSize + 3 * feedForwardSize + 2) + hiddenSize;
}

/** Numbers that a step keeps and works with for each text of so many tokens, about: those of all blocks, and those that one works with. */
export function activationsOfBlocks(
  { layers, heads, hiddenSize, feedForwardSize, dropout }: TransformerShape,
  tokens: number,
): number {
  const ofToken = (18 + (dropout > 0 ? 4 : 0)) * hiddenSize + 5 * feedForwardSize + heads * tokens;
  const atWork = 12 * hiddenSize + 4 * feedForwardSize + 3 * heads * tokens;
  return tokens * (layers * ofToken + atWork);
}

function normalized(scope: Scope, x: Variable): Variable {
  return rmsNorm(x, scope.parameter('gain', [fixedSize(x.shape, -1, 'A normalization')], ones));
}
