import { expect, test } from '@jest/globals';
import { uniform } from '../../../src/numerics/random.js';
import { AnyLabelsProblem } from '../../../src/training/linear/any-labels/any-labels-problem.js';
import { labelWeightsOf } from '../../../src/training/linear/any-labels/label-set-rows.js';
import { ClassWeighting } from '../../../src/training/linear/class-weighting.js';
import { objective } from '../../../src/training/linear/solver/objective.js';
import { OneLabelProblem } from '../../../src/training/linear/one-label/one-label-problem.js';
import { finished } from './finished.js';
import { labelSetProblem, smallProblem } from './small-problem.js';

const LABEL_SETS = labelSetProblem(40, 12, 3);
const PROBLEMS = [
  ['one label', new OneLabelProblem(smallProblem(40, 12, 3), Float64Array.of(1, 0.5, 2))],
  ['any labels', new AnyLabelsProblem(LABEL_SETS, labelWeightsOf(LABEL_SETS, ClassWeighting.BALANCED), 0.5)],
] as const;

test.each(PROBLEMS)('the gradient is what finite differences of the objective say: %s', (_, problem) => {
  const weights = Float64Array.from({ length: 13 * 3 }, (__, at) => uniform(9, 9, at) - 0.5);
  const gradient = new Float64Array(weights.length);
  const value = (w: Float64Array) => finished(objective(w, problem, 0.01, new Float64Array(w.length)));
  finished(objective(weights, problem, 0.01, gradient));
  const step = 1e-4;
  weights.forEach((weight, at) => {
    const above = Float64Array.from(weights).fill(weight + step, at, at + 1);
    const below = Float64Array.from(weights).fill(weight - step, at, at + 1);
    const slope = (value(above) - value(below)) / (above[at]! - below[at]!);
    expect(gradient[at]).toBeCloseTo(slope, 7);
  });
});

test('without weights the objective is the entropy of an even guess', () => {
  const value = (problem: OneLabelProblem | AnyLabelsProblem) =>
    finished(objective(new Float64Array(5 * 3), problem, 1, new Float64Array(15)));
  expect(value(new OneLabelProblem(smallProblem(10, 4, 3)))).toBeCloseTo(Math.log(3), 12);
  const sets = labelSetProblem(10, 4, 3);
  const problem = new AnyLabelsProblem(sets, labelWeightsOf(sets, ClassWeighting.NONE), 0.5);
  expect(value(problem)).toBeCloseTo(3 * Math.log(2), 12);
});
