import { sigmoid, tanh } from '../../../../onnx/autodiff/operators/activations.js';
import { add, mul } from '../../../../onnx/autodiff/operators/arithmetic.js';
import { product } from '../../../../onnx/autodiff/operators/matmul.js';
import { split } from '../../../../onnx/autodiff/operators/pieces.js';
import { fixedSize } from '../../../../onnx/autodiff/shape.js';
import type { Initializer } from '../../../../onnx/training/initializers.js';
import type { RecurrentCell } from './cell.js';

/** The forget gate begins open, so that what is remembered lasts (Jozefowicz et al. 2015). */
const openForgetGate: Initializer = (values) => {
  const hidden = values.length / 4;
  values.fill(0);
  values.fill(1, 2 * hidden, 3 * hidden);
};

/**
 * Gates input, output, forget and candidate: c′ = f · c + i · g; h′ = o · tanh(c′).
 * @see Hochreiter and Schmidhuber, Long Short-Term Memory (1997); Gers et al., Learning to Forget (2000)
 */
export const lstm: RecurrentCell = {
  states: ['hidden', 'memory'],
  gates: 4,
  bias: openForgetGate,
  recurrentBias: null,
  step(projected, [hidden, memory], { recurrent }) {
    const size = fixedSize(hidden!.shape, 1, 'A recurrent layer');
    const [gates, candidate] = split(product(hidden!, recurrent, { plus: projected }), [3 * size, size], 1);
    const [input, output, forget] = split(sigmoid(gates!), [size, size, size], 1);
    const next = add(mul(forget!, memory!), mul(input!, tanh(candidate!)));
    return [mul(output!, tanh(next)), next];
  },
  operator: { name: 'LSTM', attributes: {} },
};
