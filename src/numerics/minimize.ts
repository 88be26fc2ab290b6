import { dot, Lbfgs } from './lbfgs.js';

const MOST_HALVINGS = 20;
const SUFFICIENT_DECREASE = 1e-4;

/** A smooth function's value at a point, and its gradient, which it writes over; yields between slices of work. */
export type Objective = (point: Float64Array, gradient: Float64Array) => Generator<undefined, number>;

export interface Minimum {
  readonly point: Float64Array;
  readonly value: number;
  /** Length of the gradient. */
  readonly gradientLength: number;
  /** How many steps were made. */
  readonly iterations: number;
}

/**
 * Minimizes a smooth function by L-BFGS with backtracking, from a point on.
 * @param most iterations
 * @param enough ends it when the gradient is no longer than this
 * @see Nocedal & Wright, Numerical Optimization (2006), ch. 3 and 7
 */
export function* minimize(
  start: Float64Array,
  objective: Objective,
  most: number,
  enough: number,
): Generator<undefined, Minimum> {
  const lbfgs = new Lbfgs();
  let point = start;
  let gradient = new Float64Array(point.length);
  let value = yield* objective(point, gradient);
  let iterations = 0;
  for (; iterations < most && length(gradient) > enough; iterations++) {
    const direction = lbfgs.direction(gradient);
    const slope = dot(direction, gradient);
    let stepSize = iterations === 0 ? 1 / Math.max(1, length(gradient)) : 1;
    let moved = point;
    let movedValue = Infinity;
    const movedGradient = new Float64Array(point.length);
    for (let halving = 0; halving < MOST_HALVINGS; halving++, stepSize /= 2) {
      moved = alongFrom(point, direction, stepSize);
      movedValue = yield* objective(moved, movedGradient);
      if (movedValue <= value + SUFFICIENT_DECREASE * stepSize * slope) break;
    }
    if (!(movedValue < value)) break;
    lbfgs.remember(difference(moved, point), difference(movedGradient, gradient));
    point = moved;
    gradient = movedGradient;
    value = movedValue;
  }
  return { point, value, gradientLength: length(gradient), iterations };
}

function alongFrom(point: Float64Array, direction: Float64Array, stepSize: number): Float64Array {
  return point.map((entry, at) => entry + stepSize * direction[at]!);
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((entry, at) => entry - b[at]!);
}

function length(vector: Float64Array): number {
  return Math.sqrt(dot(vector, vector));
}
