import { sqrt } from './activations.js';
import { add, div, mul, square, sub } from './arithmetic.js';
import { reduceMean } from './mean.js';
import type { Variable } from './variable.js';

/**
 * Layer normalization over the last axis, from plain operators; ONNX Runtime makes one node of the forward part.
 * @param scale (n)
 * @param shift (n)
 * @see Ba et al., Layer Normalization (2016)
 */
export function layerNorm(x: Variable, scale: Variable, shift: Variable, epsilon = 1e-5): Variable {
  const centred = sub(x, reduceMean(x, [-1], true));
  const deviation = sqrt(add(reduceMean(square(centred), [-1], true), epsilon));
  return add(mul(div(centred, deviation), scale), shift);
}
