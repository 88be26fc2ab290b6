/**
 * Mean and variance of numbers that come one after the other. Keeps the digits that sums of squares lose: of equal numbers the variance
 * is exactly 0.
 * @see Welford, Note on a method for calculating corrected sums of squares and products (1962)
 */
export class RunningVariance {
  count = 0;
  mean = 0;
  /** Sum of the squared distances to the mean. */
  squares = 0;

  add(value: number): void {
    this.count++;
    const distance = value - this.mean;
    this.mean += distance / this.count;
    this.squares += distance * (value - this.mean);
  }

  /** Of the numbers themselves, not an estimate for others. */
  get deviation(): number {
    return Math.sqrt(this.squares / this.count);
  }
}
