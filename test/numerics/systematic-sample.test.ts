import { expect, test } from '@jest/globals';
import { SystematicSample } from '../../src/numerics/systematic-sample.js';

const WEIGHTS = Float64Array.of(1, 100, 3, 2, 40, 1, 5, 8, 1, 2);
const SIZE = 4;

test('each number is drawn as often as its probability says, once in a draw', () => {
  const sample = new SystematicSample(WEIGHTS, SIZE);
  const draws = 10_000;
  const counts = new Float64Array(WEIGHTS.length);
  for (let at = 0; at < draws; at++) {
    const drawn = sample.draw((at + 0.5) / draws);
    expect(new Set(drawn).size).toBe(SIZE);
    for (const number of drawn) counts[number]!++;
  }

  counts.forEach((count, number) => {
    expect(count / draws).toBeCloseTo(sample.inclusion[number]!, 3);
  });
});

test('probabilities are in proportion to weights, but of those that would be drawn more than once', () => {
  const { inclusion } = new SystematicSample(WEIGHTS, SIZE);

  expect([inclusion[1], inclusion[4]]).toEqual([1, 1]);
  expect(inclusion[7]).toBeCloseTo((2 * 8) / 23, 12);
  expect(inclusion[0]).toBeCloseTo(2 / 23, 12);
  expect(inclusion.reduce((sum, each) => sum + each, 0)).toBeCloseTo(SIZE, 12);
});
