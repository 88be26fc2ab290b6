import { minimize, type Minimum } from '../../../numerics/minimize.js';
import type { LinearProblem } from './linear-problem.js';
import { objective } from './objective.js';

/** Above this many weights L-BFGS would need gigabytes; problems so large have more features than rows and need no polish. */
export const MOST_POLISHED_WEIGHTS = 5_000_000;

/**
 * A round of L-BFGS on the weights, in place: for problems where classes overlap and L2 is weak, on which dual coordinate
 * ascent crawls. A round starts without memory of the last, so that training resumes exactly between rounds.
 * @param rowNumbers the rows to fit
 * @param most iterations, and how short a gradient ends the round before
 */
export function* polish(
  weights: Float32Array,
  problem: LinearProblem,
  rowNumbers: Int32Array,
  l2: number,
  most: { readonly iterations: number; readonly gradientLength: number },
): Generator<undefined, Minimum> {
  const minimum = yield* minimize(
    Float64Array.from(weights),
    (point, gradient) => objective(point, problem, l2, gradient, rowNumbers),
    most.iterations,
    most.gradientLength,
  );
  weights.set(minimum.point);
  return minimum;
}
