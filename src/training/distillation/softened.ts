/**
 * Probabilities as they are when the logits behind them are divided by a temperature.
 * @param probabilities (labels,)
 * @returns (labels,), with the sum 1
 */
export function softenedProbabilities(probabilities: Float32Array, temperature: number): Float32Array {
  // Roots of the ratios to the largest: that one stays 1, so that the sum never vanishes.
  const largest = probabilities.reduce((a, b) => Math.max(a, b), 0);
  const powers = probabilities.map((probability) => (probability / largest) ** (1 / temperature));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/**
 * The same for labels that a text has each by itself.
 * @param probabilities (labels,) of having each
 * @returns (labels,)
 */
export function softenedEach(probabilities: Float32Array, temperature: number): Float32Array {
  return probabilities.map((probability) => {
    const [has, lacks] = [probability ** (1 / temperature), (1 - probability) ** (1 / temperature)];
    return has / (has + lacks);
  });
}
