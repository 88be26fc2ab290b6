import { silu } from '../../../../onnx/autodiff/operators/activations.js';
import { mul } from '../../../../onnx/autodiff/operators/arithmetic.js';
import { matmul } from '../../../../onnx/autodiff/operators/matmul.js';
import { fixedSize } from '../../../../onnx/autodiff/shape.js';
import type { Variable } from '../../../../onnx/autodiff/variable.js';
import { type Initializer, smallNormal } from '../../../../onnx/training/initializers.js';
import type { Scope } from '../../../../onnx/training/scope.js';

/**
 * SwiGLU: (silu(x U) · x V) W, of each token on its own. It has three matrices in place of two, and is as large as usual with two thirds of
 * the inner width.
 * @param inner width between the matrices
 * @param last first values of W
 * @see Shazeer, GLU Variants Improve Transformer (2020)
 */
export function feedForward(scope: Scope, x: Variable, inner: number, last: Initializer): Variable {
  const width = fixedSize(x.shape, -1, 'A feed-forward layer');
  // Two products: one, cut in two, costs a pass over its values forth and another back.
  const [gate, value] = ['gate', 'value'].map((name) =>
    matmul(x, scope.parameter(name, [width, inner], smallNormal(width))),
  );
  return matmul(mul(silu(gate!), value!), scope.parameter('output', [inner, width], last));
}
