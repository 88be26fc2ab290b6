import { expect, test } from '@jest/globals';
import { uniform } from '../../../src/numerics/random.js';
import { finished } from './finished.js';
import { objective } from '../../../src/training/linear/objective.js';
import { smallProblem } from './small-problem.js';

test('the gradient is what finite differences of the objective say', () => {
  const data = smallProblem(40, 12, 3);
  const classWeights = Float64Array.of(1, 0.5, 2);
  const weights = Float64Array.from({ length: 13 * 3 }, (_, at) => uniform(9, 9, at) - 0.5);
  const gradient = new Float64Array(weights.length);
  const value = (w: Float64Array) => finished(objective(w, data, classWeights, 0.01, new Float64Array(w.length)));
  finished(objective(weights, data, classWeights, 0.01, gradient));
  const step = 1e-4;
  weights.forEach((weight, at) => {
    const above = Float64Array.from(weights).fill(weight + step, at, at + 1);
    const below = Float64Array.from(weights).fill(weight - step, at, at + 1);
    const slope = (value(above) - value(below)) / (above[at]! - below[at]!);
    expect(gradient[at]).toBeCloseTo(slope, 7);
  });
});

test('without weights the objective is the entropy of an even guess', () => {
  const data = smallProblem(10, 4, 3);
  const none = new Float64Array(5 * 3);
  expect(finished(objective(none, data, Float64Array.of(1, 1, 1), 1, new Float64Array(15)))).toBeCloseTo(
    Math.log(3),
    12,
  );
});
