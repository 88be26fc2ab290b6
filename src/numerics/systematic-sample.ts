/**
 * Draws so many different numbers of 0 to n−1, each with a probability of its own: systematic sampling. Numbers are laid out by falling
 * weight, each as long as its probability, and those are drawn that lie at an offset in [0, 1), and at each whole number behind it. A draw
 * costs `size` searches, however many numbers there are.
 * @see Madow, On the Theory of Systematic Sampling, II (1949)
 */
export class SystematicSample {
  /** (n) the probability that a number is among those drawn; their sum is `size`. */
  readonly inclusion: Float64Array;
  private readonly order: Int32Array;
  /** Where each number of `order` ends. */
  private readonly ends: Float64Array;

  /**
   * @param weights (n) above 0; probabilities are in proportion to them, and at most 1
   * @param size numbers of a draw, below n
   */
  constructor(
    weights: Float64Array,
    readonly size: number,
  ) {
    this.order = Int32Array.from(weights, (_, number) => number).sort((a, b) => weights[b]! - weights[a]! || a - b);
    this.inclusion = new Float64Array(weights.length);
    this.ends = new Float64Array(weights.length);
    let [left, leftWeight, end] = [size, weights.reduce((sum, weight) => sum + weight, 0), 0];
    this.order.forEach((number, place) => {
      const weight = weights[number]!;
      // Whoever would be drawn more than once in each draw is drawn once; what remains is shared by the lighter ones.
      const certain = left * weight >= leftWeight;
      if (certain) [left, leftWeight] = [left - 1, leftWeight - weight];
      this.inclusion[number] = certain ? 1 : (left * weight) / leftWeight;
      this.ends[place] = end += this.inclusion[number];
    });
  }

  /** @param offset in [0, 1) @returns `size` different numbers */
  draw(offset: number): Int32Array {
    const { order, ends, size } = this;
    return Int32Array.from({ length: size }, (_, at) => order[firstAbove(ends, offset + at)]!);
  }
}

/** The first place of rising values whose value is above a number; the last where none is. */
function firstAbove(values: Float64Array, number: number): number {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! > number) high = middle;
    else low = middle + 1;
  }
  return low;
}
