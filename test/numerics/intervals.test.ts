import { expect, test } from '@jest/globals';
import { bootstrapIntervals, meanInterval, wilsonInterval } from '../../src/numerics/intervals.js';

test("Wilson's interval agrees with the published example of 81 successes in 263 trials", () => {
  // Newcombe (1998), Two-sided confidence intervals for the single proportion, table I, method 3.
  const { lower, upper } = wilsonInterval(81, 263);
  expect(lower).toBeCloseTo(0.2553, 4);
  expect(upper).toBeCloseTo(0.3662, 4);
});

test("Wilson's interval of no success is no point: a few trials prove little", () => {
  const { lower, upper } = wilsonInterval(0, 20);
  expect(lower).toBe(0);
  expect(upper).toBeCloseTo(0.1611, 4);
});

test('the interval of a mean shrinks with the square root of the number of values', () => {
  const width = (n: number) => {
    const { lower, upper } = meanInterval(Float64Array.from({ length: n }, (_, at) => at % 2));
    return upper - lower;
  };
  expect(width(100) / width(10_000)).toBeCloseTo(10, 1);
});

test('a bootstrap of a share agrees with its normal interval, and repeats exactly', async () => {
  const right = Float64Array.from({ length: 1000 }, (_, row) => (row < 800 ? 1 : 0));
  const share = (rows: Int32Array) => [rows.reduce((sum, row) => sum + right[row]!, 0) / rows.length];
  const [interval] = await bootstrapIntervals(1000, share);
  expect(interval!.lower).toBeCloseTo(0.7752, 2);
  expect(interval!.upper).toBeCloseTo(0.8248, 2);
  expect(await bootstrapIntervals(1000, share)).toEqual([interval]);
});
