import { sqrt } from '../../autodiff/operators/activations.js';
import { add, div, mul, square, sub } from '../../autodiff/operators/arithmetic.js';
import type { Optimizer } from './optimizer.js';

export interface AdamSettings {
  /** How much of the mean gradient stays in a step. */
  readonly beta1?: number;
  /** How much of the mean squared gradient stays in a step. */
  readonly beta2?: number;
  readonly epsilon?: number;
  /** Share of a weight that a step of rate 1 takes off, apart from its gradient: AdamW. */
  readonly weightDecay?: number;
  /** Whether weights that are no matrices, as biases and gains, decay too: true when left out, as in the paper. */
  readonly decaysVectors?: boolean;
}

/**
 * Adam; with weight decay AdamW. The moments are kept without their factors 1 − beta, which go into the rates: two passes less over each weight.
 * @see Kingma and Ba, Adam (2015); Loshchilov and Hutter, Decoupled Weight Decay Regularization (2019)
 */
export function adam({
  beta1 = 0.9,
  beta2 = 0.999,
  epsilon = 1e-8,
  weightDecay = 0,
  decaysVectors = true,
}: AdamSettings = {}): Optimizer {
  return {
    slots: ['mean', 'squares'],
    rates(step, learningRate) {
      // √(squares) · (1 ÷ scale) is the root of the bias-corrected mean of squares.
      const scale = Math.sqrt((1 - beta2 ** step) / (1 - beta2));
      return {
        stepSize: ((learningRate * (1 - beta1)) / (1 - beta1 ** step)) * scale,
        epsilon: epsilon * scale,
        ...(weightDecay > 0 ? { kept: 1 - learningRate * weightDecay } : {}),
      };
    },
    update(parameter, gradient, slots, rates) {
      const mean = add(mul(slots.mean!, beta1), gradient);
      const squares = add(mul(slots.squares!, beta2), square(gradient));
      const change = mul(div(mean, add(sqrt(squares), rates.epsilon!)), rates.stepSize!);
      const kept = rates.kept && (decaysVectors || parameter.rank > 1) ? mul(parameter, rates.kept) : parameter;
      return { parameter: sub(kept, change), slots: { mean, squares } };
    },
  };
}
