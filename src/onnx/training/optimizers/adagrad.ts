import { sqrt } from '../../autodiff/operators/activations.js';
import { add, div, mul, square, sub } from '../../autodiff/operators/arithmetic.js';
import type { Optimizer } from './optimizer.js';

/**
 * AdaGrad: s ← s + g²; w ← w − rate · g ÷ (√s + epsilon).
 * @see Duchi et al., Adaptive Subgradient Methods (2011)
 */
export function adaGrad(epsilon = 1e-10): Optimizer {
  return {
    slots: ['squares'],
    rates: (_, learningRate) => ({ learningRate }),
    update: (parameter, gradient, { squares }, { learningRate }) => {
      const next = add(squares!, square(gradient));
      const change = div(gradient, add(sqrt(next), epsilon));
      return { parameter: sub(parameter, mul(change, learningRate!)), slots: { squares: next } };
    },
  };
}
