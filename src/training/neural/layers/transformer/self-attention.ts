import { attention } from '../../../../onnx/autodiff/operators/attention.js';
import { reshape, squeeze, transpose } from '../../../../onnx/autodiff/operators/layout.js';
import { matmul } from '../../../../onnx/autodiff/operators/matmul.js';
import { concat, split } from '../../../../onnx/autodiff/operators/pieces.js';
import { fixedSize } from '../../../../onnx/autodiff/shape.js';
import type { Variable } from '../../../../onnx/autodiff/variable.js';
import { type Initializer, smallNormal } from '../../../../onnx/training/initializers.js';
import type { Scope } from '../../../../onnx/training/scope.js';
import { type Rotation, turned } from './rotary-positions.js';

/** Keys and values of a layer, (batch, heads, S, width of a head) each. */
export interface KeyValues {
  readonly keys: Variable;
  readonly values: Variable;
}

/** Where a layer looks. */
export interface Sight {
  readonly rotation: Rotation;
  /** Added to scores (batch, heads, T, S), with broadcasting. */
  readonly mask: Variable;
  /** Those of tokens that were read before; null where there are none. */
  readonly past: KeyValues | null;
}

/**
 * Self-attention of several heads: (batch, T, width) to the same, and the keys and values of all tokens.
 * @param heads their number divides the width
 * @param last first values of the matrix behind the heads
 */
export function selfAttention(
  scope: Scope,
  x: Variable,
  heads: number,
  { rotation, mask, past }: Sight,
  last: Initializer,
): { output: Variable; known: KeyValues } {
  const width = fixedSize(x.shape, -1, 'Attention');
  const [batch, count] = x.shape;
  // Queries, keys and values by one product, and cut into heads together.
  const projected = matmul(x, scope.parameter('input', [width, 3 * width], smallNormal(width)));
  const parts = transpose(reshape(projected, [batch!, count!, 3, heads, width / heads]), [2, 0, 3, 1, 4]);
  const [asked, given] = split(parts, [2, 1], 0);
  const [queries, newKeys] = split(turned(asked!, rotation), [1, 1], 0).map((part) => squeeze(part, [0]));
  const newValues = squeeze(given!, [0]);
  const known = past
    ? { keys: concat([past.keys, newKeys!], 2), values: concat([past.values, newValues], 2) }
    : { keys: newKeys!, values: newValues };
  const seen = attention(queries!, known.keys, known.values, mask);
  const joined = reshape(transpose(seen, [0, 2, 1, 3]), [batch!, count!, width]);
  return { output: matmul(joined, scope.parameter('output', [width, width], last)), known };
}
