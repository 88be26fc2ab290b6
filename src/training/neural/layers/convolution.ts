import { fixedSize } from '../../../onnx/autodiff/shape.js';
import { flattenRows, reshape } from '../../../onnx/autodiff/operators/layout.js';
import { concat, slice } from '../../../onnx/autodiff/operators/pieces.js';
import type { Variable } from '../../../onnx/autodiff/variable.js';
import type { Scope } from '../../../onnx/training/scope.js';
import { linear } from './linear.js';

/**
 * Convolution over the first axis, as one product of all windows: (steps, rows, inputs) to (steps − width + 1, rows, outputs).
 * @param width steps of a window
 */
export function convolution(scope: Scope, x: Variable, width: number, outputs: number): Variable {
  const [steps, rows] = [0, 1].map((axis) => fixedSize(x.shape, axis, 'A convolution'));
  const windows = steps! - width + 1;
  const shifted = Array.from({ length: width }, (_, at) => slice(x, 0, at, at + windows));
  return reshape(linear(scope, flattenRows(concat(shifted, 2)), outputs), [windows, rows!, outputs]);
}
