import { expect, test } from '@jest/globals';
import { permutation, uniform } from '../../src/numerics/random.js';

test('a permutation holds every number once and depends on seed and stream alone', () => {
  const order = permutation(1000, 7, 3);
  expect(Array.from(order).sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, number) => number));
  expect(permutation(1000, 7, 3)).toEqual(order);
  expect(permutation(1000, 7, 4)).not.toEqual(order);
  expect(permutation(1000, 8, 3)).not.toEqual(order);
});

test('random numbers fill their range evenly', () => {
  const counts = new Array<number>(10).fill(0);
  for (let index = 0; index < 100_000; index++) counts[Math.floor(uniform(1, 2, index) * 10)]!++;
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
});
