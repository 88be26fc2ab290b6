const { exp, log1p, max } = Math;

/** 1 / (1 + e⁻ˣ) */
export function sigmoid(x: number): number {
  return 1 / (1 + exp(-x));
}

/** log(1 + eˣ), also where eˣ is larger than any number. */
export function softplus(x: number): number {
  return max(0, x) + log1p(exp(-Math.abs(x)));
}
