import { add } from '../../../onnx/autodiff/operators/arithmetic.js';
import { matmul, product } from '../../../onnx/autodiff/operators/matmul.js';
import { fixedSize } from '../../../onnx/autodiff/shape.js';
import type { Variable } from '../../../onnx/autodiff/variable.js';
import { glorotUniform, type Initializer, zeros } from '../../../onnx/training/initializers.js';
import type { Scope } from '../../../onnx/training/scope.js';

/** y = x W + b for each row: (…, inputs) to (…, outputs). @param initializer of W */
export function linear(scope: Scope, x: Variable, outputs: number, initializer: Initializer = glorotUniform): Variable {
  const weight = scope.parameter('weight', [fixedSize(x.shape, -1, 'linear'), outputs], initializer);
  const bias = scope.parameter('bias', [outputs], zeros);
  return x.rank === 2 ? product(x, weight, { plus: bias }) : add(matmul(x, weight), bias);
}
