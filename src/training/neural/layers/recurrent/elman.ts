import { tanh } from '../../../../onnx/autodiff/operators/activations.js';
import { product } from '../../../../onnx/autodiff/operators/matmul.js';
import { zeros } from '../../../../onnx/training/initializers.js';
import type { RecurrentCell } from './cell.js';

/** h′ = tanh(x W + h R + b). @see Elman, Finding Structure in Time (1990) */
export const elman: RecurrentCell = {
  states: ['hidden'],
  gates: 1,
  bias: zeros,
  recurrentBias: null,
  step: (projected, [hidden], { recurrent }) => [tanh(product(hidden!, recurrent, { plus: projected }))],
  operator: { name: 'RNN', attributes: {} },
};
