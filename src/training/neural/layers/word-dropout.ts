import { mul } from '../../../onnx/autodiff/operators/arithmetic.js';
import { cast, greater } from '../../../onnx/autodiff/operators/select.js';
import type { Variable } from '../../../onnx/autodiff/variable.js';
import type { Scope } from '../../../onnx/training/scope.js';

/**
 * Sets the vectors of a share of tokens to zeros while training, so that a decoder cannot lean on the tokens before alone.
 * @param x (…, width), the vector of each token
 * @param rate share of tokens, 0 up to, and without, 1
 * @see Bowman et al., Generating Sentences from a Continuous Space (2016)
 */
export function dropWords(scope: Scope, x: Variable, rate: number): Variable {
  if (rate === 0) return x;
  const draws = scope.noise({ kind: 'uniform' }, [...x.shape.slice(0, -1), 1]);
  return draws ? mul(x, cast(greater(draws, rate), x.type)) : x;
}
