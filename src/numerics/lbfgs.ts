/** Corrections that are kept: more cost memory and gain little. */
const MEMORY = 6;

/**
 * The two-loop recursion of L-BFGS: directions for minimizing a smooth function, from its last gradients alone.
 * @see Nocedal & Wright, Numerical Optimization (2006), algorithm 7.4
 */
export class Lbfgs {
  private readonly corrections: { step: Float64Array; change: Float64Array; curvature: number }[] = [];

  /** Minus the gradient times an estimate of the inverse Hessian. */
  direction(gradient: Float64Array): Float64Array {
    const { corrections } = this;
    const direction = gradient.map((entry) => -entry);
    const shares = new Float64Array(corrections.length);
    for (let at = corrections.length - 1; at >= 0; at--) {
      const { step, change, curvature } = corrections[at]!;
      shares[at] = dot(step, direction) / curvature;
      addScaled(direction, -shares[at]!, change);
    }
    const last = corrections.at(-1);
    if (last) {
      const scale = last.curvature / dot(last.change, last.change);
      for (let at = 0; at < direction.length; at++) direction[at]! *= scale;
    }
    corrections.forEach(({ step, change, curvature }, at) => {
      addScaled(direction, shares[at]! - dot(change, direction) / curvature, step);
    });
    return direction;
  }

  /** Learns from a step that was made and how it changed the gradient; a step along which that did not grow teaches nothing. */
  remember(step: Float64Array, change: Float64Array): void {
    const curvature = dot(step, change);
    if (curvature <= 1e-12 * dot(change, change)) return;
    this.corrections.push({ step, change, curvature });
    if (this.corrections.length > MEMORY) this.corrections.shift();
  }
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}

function addScaled(to: Float64Array, scale: number, from: Float64Array): void {
  for (let at = 0; at < to.length; at++) to[at]! += scale * from[at]!;
}
