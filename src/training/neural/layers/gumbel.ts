import { log } from '../../../onnx/autodiff/operators/activations.js';
import { maximum, minimum, neg } from '../../../onnx/autodiff/operators/arithmetic.js';
import { cutOff } from '../../../onnx/autodiff/operators/select.js';
import type { Shape } from '../../../onnx/autodiff/shape.js';
import type { Variable } from '../../../onnx/autodiff/variable.js';
import type { Scope } from '../../../onnx/training/scope.js';

/** Bounds of a uniform draw, so that both logarithms are finite in 32-bit floats. */
const [LEAST, MOST] = [2 ** -33, 1 - 2 ** -24];

/**
 * Gumbel noise −log(−log u): the largest of logits with it is a sample of their softmax. The draws u come from seed and step; only the
 * logarithms are the runtime's, which takes them many times as fast.
 * @throws {TypeError} where nothing is random
 */
export function gumbel(scope: Scope, shape: Shape): Variable {
  const draws = scope.noise({ kind: 'uniform' }, shape);
  if (!draws) throw new TypeError('Gumbel noise needs a scope that draws.');
  return cutOff(neg(log(neg(log(minimum(maximum(draws, LEAST), MOST))))));
}
