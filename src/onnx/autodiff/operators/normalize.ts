import { sqrt } from './activations.js';
import { add, div, mul, square, sub } from './arithmetic.js';
import { withBackward } from '../graph.js';
import { reduceMean } from './mean.js';
import type { Variable } from '../variable.js';

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

/**
 * Root mean square normalization over the last axis: layer normalization without its mean and shift.
 * @param gain (n)
 * @see Zhang and Sennrich, Root Mean Square Layer Normalization (2019)
 */
export function rmsNorm(x: Variable, gain: Variable, epsilon = 1e-5): Variable {
  const inverse = div(1, sqrt(add(reduceMean(square(x), [-1], true), epsilon)));
  const unit = mul(x, inverse);
  // A third of the passes that the gradients of the parts take.
  const back = (dy: Variable) => mul(sub(dy, mul(unit, reduceMean(mul(dy, unit), [-1], true))), inverse);
  return mul(withBackward(unit, [x], [back]), gain);
}
