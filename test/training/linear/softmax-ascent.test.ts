import { describe, expect, test } from '@jest/globals';
import { permutation } from '../../../src/numerics/random.js';
import { SparseRowsBuilder } from '../../../src/numerics/sparse-rows.js';
import { SoftmaxAscent } from '../../../src/training/linear/one-label/softmax-ascent.js';
import type { LabelledRows } from '../../../src/training/linear/one-label/labelled-rows.js';
import { OneLabelProblem } from '../../../src/training/linear/one-label/one-label-problem.js';
import { objective } from '../../../src/training/linear/solver/objective.js';
import { finished } from './finished.js';
import { smallProblem } from './small-problem.js';

function solve(data: LabelledRows, classWeights: Float64Array, l2: number, passes: number): Float32Array {
  const ascent = new SoftmaxAscent(data, classWeights);
  const { rowCount } = data.rows;
  for (let pass = 0; pass < passes; pass++) {
    const figures = { loss: 0, weight: 0, violation: 0, mass: 0 };
    ascent.pass(permutation(rowCount, 1, pass), 0, rowCount, l2, figures);
  }
  return ascent.weights;
}

describe.each([2, 3, 7])('with %i classes', (classCount) => {
  test.each([1e-1, 1e-2])('the gradient vanishes where it ends, L2 %d', (l2) => {
    const data = smallProblem(100, 20, classCount);
    const classWeights = Float64Array.from({ length: classCount }, (_, label) => 1 + label / 2);
    const weights = solve(data, classWeights, l2, 40);
    const gradient = new Float64Array(weights.length);
    finished(objective(Float64Array.from(weights), new OneLabelProblem(data, classWeights), l2, gradient));
    expect(Math.max(...gradient.map(Math.abs))).toBeLessThan(1e-4);
  });
});

test('one row of each of two classes: the weights solve the equation of logistic regression', () => {
  const builder = new SparseRowsBuilder(1);
  builder.add(Int32Array.of(0), Float32Array.of(1), 1);
  builder.add(Int32Array.of(0), Float32Array.of(-1), 1);
  const data = { rows: builder.build(), labels: Int32Array.of(0, 1), classCount: 2 };
  const [w] = solve(data, Float64Array.of(1, 1), 0.1, 50);
  // By symmetry w₀ = -w₁ = w with l2 w = 1 - σ(2w), and no intercept.
  expect(0.1 * w!).toBeCloseTo(1 - 1 / (1 + Math.exp(-2 * w!)), 5);
});

test('a lower L2 goes on from the same weights and ends where a new start ends', () => {
  const data = smallProblem(200, 30, 3);
  const ones = Float64Array.of(1, 1, 1);
  const ascent = new SoftmaxAscent(data, ones);
  const run = (l2: number, first: number, passes: number) => {
    for (let pass = first; pass < first + passes; pass++)
      ascent.pass(permutation(200, 1, pass), 0, 200, l2, { loss: 0, weight: 0, violation: 0, mass: 0 });
  };
  run(1e-2, 0, 50);
  const before = Float32Array.from(ascent.weights);
  ascent.lowerL2(0.1);
  expect(ascent.weights).toEqual(before);
  run(1e-3, 50, 100);
  const fresh = solve(data, ones, 1e-3, 150);
  ascent.weights.forEach((weight, at) => {
    expect(weight).toBeCloseTo(fresh[at]!, 3);
  });
});
