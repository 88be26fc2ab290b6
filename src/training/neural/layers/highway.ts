import { relu, sigmoid } from '../../../onnx/autodiff/operators/activations.js';
import { add, mul, sub } from '../../../onnx/autodiff/operators/arithmetic.js';
import { fixedSize } from '../../../onnx/autodiff/shape.js';
import type { Variable } from '../../../onnx/autodiff/variable.js';
import type { Scope } from '../../../onnx/training/scope.js';
import { linear } from './linear.js';

/**
 * Values that go through as they are, or through a layer, as a gate decides: g · relu(x W + b) + (1 − g) · x.
 * @see Srivastava et al., Highway Networks (2015)
 */
export function highway(scope: Scope, x: Variable): Variable {
  const width = fixedSize(x.shape, -1, 'highway');
  const gate = sigmoid(linear(scope.child('gate'), x, width));
  return add(x, mul(gate, sub(relu(linear(scope.child('layer'), x, width)), x)));
}
