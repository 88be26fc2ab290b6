import { sigmoid, tanh } from '../../../../onnx/autodiff/operators/activations.js';
import { add, mul, sub } from '../../../../onnx/autodiff/operators/arithmetic.js';
import { product } from '../../../../onnx/autodiff/operators/matmul.js';
import { split } from '../../../../onnx/autodiff/operators/pieces.js';
import { fixedSize } from '../../../../onnx/autodiff/shape.js';
import { zeros } from '../../../../onnx/training/initializers.js';
import type { RecurrentCell } from './cell.js';

/**
 * Gates update, reset and candidate: n = tanh(x Wₙ + bₙ + r · (h Rₙ + cₙ)); h′ = (1 − z) · n + z · h. The reset comes behind the product, as in
 * cuDNN and PyTorch, so that all gates are one product.
 * @see Cho et al., Learning Phrase Representations using RNN Encoder–Decoder (2014)
 */
export const gru: RecurrentCell = {
  states: ['hidden'],
  gates: 3,
  bias: zeros,
  recurrentBias: zeros,
  step(projected, [hidden], { recurrent, recurrentBias }) {
    const size = fixedSize(hidden!.shape, 1, 'A recurrent layer');
    const looped = product(hidden!, recurrent, { plus: recurrentBias! });
    const [given, candidate] = split(projected, [2 * size, size], 1);
    const [recalled, recalledCandidate] = split(looped, [2 * size, size], 1);
    const [update, reset] = split(sigmoid(add(given!, recalled!)), [size, size], 1);
    const next = tanh(add(candidate!, mul(reset!, recalledCandidate!)));
    return [add(next, mul(update!, sub(hidden!, next)))];
  },
  operator: { name: 'GRU', attributes: { linear_before_reset: 1 } },
};
