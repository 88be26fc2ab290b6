/** Between 0 and this no Float32 tells how far a probability is from 1: it is 1 from a logit of about 17 on. */
const LEAST_DISTANCE = 2 ** -25;
/** How far rounding, or a model of low precision, may take a probability out of [0, 1]. */
const ROUNDING = 1e-3;

/**
 * Probabilities as they are when the logits behind them are divided by a temperature.
 * @param probabilities (labels,)
 * @returns (labels,), with the sum 1; NaN where one is no probability
 */
export function softenedProbabilities(probabilities: Float32Array, temperature: number): Float32Array {
  const within = probabilities.map(withinBounds);
  // Roots of the ratios to the largest: that one stays 1, so that the sum never vanishes.
  const largest = within.reduce((a, b) => Math.max(a, b), 0);
  const powers = within.map((probability) => (probability / largest) ** (1 / temperature));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/**
 * The same for labels that a text has each by itself. What is sure beyond what Float32 holds counts as no surer than that.
 * @param probabilities (labels,) of having each
 * @returns (labels,)
 */
export function softenedEach(probabilities: Float32Array, temperature: number): Float32Array {
  return probabilities.map(withinBounds).map((probability) => {
    const has = probability ** (1 / temperature);
    const lacks = Math.max(1 - probability, LEAST_DISTANCE) ** (1 / temperature);
    return has / (has + lacks);
  });
}

/** Undoes rounding. @returns NaN for what is no probability */
function withinBounds(probability: number): number {
  const isNear = probability >= -ROUNDING && probability <= 1 + ROUNDING;
  return isNear ? Math.min(1, Math.max(0, probability)) : NaN;
}
