import { dot, Lbfgs } from '../../numerics/lbfgs.js';
import type { LabelledRows } from './labelled-rows.js';
import { objective } from './objective.js';

/** Above this many weights L-BFGS would need gigabytes; problems so large have more features than rows and need no polish. */
export const MOST_POLISHED_WEIGHTS = 5_000_000;
const MOST_HALVINGS = 20;
const SUFFICIENT_DECREASE = 1e-4;

export interface Polished {
  readonly objective: number;
  /** Length of the gradient. */
  readonly gradientLength: number;
}

/**
 * A round of L-BFGS on the weights, in place: for problems where classes overlap and L2 is weak, on which dual coordinate
 * ascent crawls. A round starts without memory of the last, so that training resumes exactly between rounds.
 * @param enough ends the round when the gradient is no longer than this
 * @see Nocedal & Wright, Numerical Optimization (2006), ch. 7
 */
export function* polish(
  weights: Float32Array,
  data: LabelledRows,
  classWeights: Float64Array,
  l2: number,
  iterations: number,
  enough: number,
): Generator<undefined, Polished> {
  const lbfgs = new Lbfgs();
  let point = Float64Array.from(weights);
  let gradient = new Float64Array(point.length);
  let value = yield* objective(point, data, classWeights, l2, gradient);
  for (let iteration = 0; iteration < iterations && length(gradient) > enough; iteration++) {
    const direction = lbfgs.direction(gradient);
    const slope = dot(direction, gradient);
    let stepSize = iteration === 0 ? 1 / Math.max(1, length(gradient)) : 1;
    let moved = point;
    let movedGradient = gradient;
    let movedValue = Infinity;
    for (let halving = 0; halving < MOST_HALVINGS; halving++, stepSize /= 2) {
      moved = point.map((entry, at) => entry + stepSize * direction[at]!);
      movedGradient = new Float64Array(point.length);
      movedValue = yield* objective(moved, data, classWeights, l2, movedGradient);
      if (movedValue <= value + SUFFICIENT_DECREASE * stepSize * slope) break;
    }
    if (movedValue >= value) break;
    const before = { point, gradient };
    lbfgs.remember(
      moved.map((entry, at) => entry - before.point[at]!),
      movedGradient.map((entry, at) => entry - before.gradient[at]!),
    );
    point = moved;
    gradient = movedGradient;
    value = movedValue;
  }
  weights.set(point);
  return { objective: value, gradientLength: length(gradient) };
}

function length(vector: Float64Array): number {
  return Math.sqrt(dot(vector, vector));
}
