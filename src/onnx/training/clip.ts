import { sqrt } from '../autodiff/operators/activations.js';
import { add, div, minimum, mul } from '../autodiff/operators/arithmetic.js';
import { operation } from '../autodiff/graph.js';
import type { Variable } from '../autodiff/variable.js';

/** Length of all gradients together, as one vector. */
export function globalNorm(gradients: readonly Variable[]): Variable {
  const squares = gradients.map((gradient) =>
    operation('ReduceSumSquare', [gradient], { type: gradient.type, shape: [] }, [], { keepdims: 0 }),
  );
  return sqrt(squares.reduce((sum, part) => add(sum, part)));
}

/**
 * Gradients scaled so that their length together is at most `limit`.
 * @see Pascanu et al., On the difficulty of training recurrent neural networks (2013)
 */
export function clipByNorm(gradients: readonly Variable[], norm: Variable, limit: number): Variable[] {
  const scale = minimum(div(limit, add(norm, 1e-6)), 1);
  return gradients.map((gradient) => mul(gradient, scale));
}
