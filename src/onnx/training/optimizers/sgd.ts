import { add, mul, sub } from '../../autodiff/operators/arithmetic.js';
import type { Optimizer } from './optimizer.js';

/** Stochastic gradient descent: w ← w − rate · g. */
export function sgd(): Optimizer {
  return {
    slots: [],
    rates: (_, learningRate) => ({ learningRate }),
    update: (parameter, gradient, _, { learningRate }) => ({
      parameter: sub(parameter, mul(gradient, learningRate!)),
      slots: {},
    }),
  };
}

/** Gradient descent with momentum (Polyak 1964): v ← decay · v + g; w ← w − rate · v. */
export function momentum(decay = 0.9): Optimizer {
  return {
    slots: ['velocity'],
    rates: (_, learningRate) => ({ learningRate }),
    update: (parameter, gradient, { velocity }, { learningRate }) => {
      const next = add(mul(velocity!, decay), gradient);
      return { parameter: sub(parameter, mul(next, learningRate!)), slots: { velocity: next } };
    },
  };
}
