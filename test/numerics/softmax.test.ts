import { expect, test } from '@jest/globals';
import { softmax } from '../../src/numerics/softmax.js';

test('softmax gives a distribution and the logarithm of its denominator, in place', () => {
  const logits = Float64Array.of(1, 2, 3);
  expect(softmax(logits, logits)).toBeCloseTo(3.4076059644, 9);
  expect(Array.from(logits).map((p) => Number(p.toFixed(6)))).toEqual([0.090031, 0.244728, 0.665241]);
});

test('softmax stays finite for logits far beyond what exp can take', () => {
  const out = new Float64Array(2);
  expect(softmax(Float64Array.of(1000, -1000), out)).toBe(1000);
  expect(Array.from(out)).toEqual([1, 0]);
});
