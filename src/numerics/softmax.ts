const { exp } = Math;

/**
 * Logits (n,) to probabilities (n,). `out` may be `logits` itself.
 * @returns the logarithm of the sum of the exponentials of the logits
 */
export function softmax(logits: Float64Array, out: Float64Array): number {
  // Shifting by the maximum leaves the result unchanged and keeps exp() finite.
  let max = -Infinity;
  for (const logit of logits) if (logit > max) max = logit;
  let sum = 0;
  for (let k = 0; k < logits.length; k++) {
    const exponential = exp(logits[k]! - max);
    out[k] = exponential;
    sum += exponential;
  }
  for (let k = 0; k < logits.length; k++) out[k]! /= sum;
  return max + Math.log(sum);
}
