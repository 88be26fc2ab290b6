import { expect, test } from '@jest/globals';
import { permutation } from '../../../src/numerics/random.js';
import { SparseRowsBuilder } from '../../../src/numerics/sparse-rows.js';
import { AnyLabelsProblem } from '../../../src/training/linear/any-labels/any-labels-problem.js';
import { type LabelSetRows, labelWeightsOf } from '../../../src/training/linear/any-labels/label-set-rows.js';
import { ClassWeighting } from '../../../src/training/linear/class-weighting.js';
import type { DualCoordinateAscent } from '../../../src/training/linear/solver/linear-problem.js';
import {
  MaximumEntropyTrainer,
  type TrainedWeights,
} from '../../../src/training/linear/solver/maximum-entropy-trainer.js';
import { objective } from '../../../src/training/linear/solver/objective.js';
import { finished } from './finished.js';
import { labelSetProblem } from './small-problem.js';

const { NONE, BALANCED } = ClassWeighting;
const DATA = labelSetProblem(150, 20, 3);

function problemOf(data: LabelSetRows, weighting = NONE): AnyLabelsProblem {
  return new AnyLabelsProblem(data, labelWeightsOf(data, weighting), 0.5);
}

function run(ascent: DualCoordinateAscent, rowCount: number, l2: number, passes: number): number {
  const figures = { loss: 0, weight: 0, violation: 0, mass: 0 };
  for (let pass = 0; pass < passes; pass++) {
    Object.assign(figures, { loss: 0, weight: 0, violation: 0, mass: 0 });
    ascent.pass(permutation(rowCount, 1, pass), 0, rowCount, l2, figures);
  }
  return figures.violation / figures.mass;
}

test.each([
  [NONE, 1e-1],
  [NONE, 1e-3],
  [BALANCED, 1e-2],
])('the gradient vanishes where it ends, weights %s, L2 %d', (weighting, l2) => {
  const problem = problemOf(DATA, weighting);
  const ascent = problem.solver();
  expect(run(ascent, 150, l2, 200)).toBeLessThan(1e-3);
  const gradient = new Float64Array(ascent.weights.length);
  finished(objective(Float64Array.from(ascent.weights), problem, l2, gradient));
  expect(Math.max(...gradient.map(Math.abs))).toBeLessThan(1e-4);
});

test('labels share nothing: each has the weights that it has on its own', () => {
  const together = problemOf(DATA).solver();
  run(together, 150, 1e-2, 60);
  const isOwn = (label: number) => Array.from({ length: 150 }, (_, row) => rowLabels(row).includes(label));
  [0, 1, 2].forEach((label) => {
    const labels = isOwn(label).flatMap((own) => (own ? [0] : []));
    const starts = isOwn(label).reduce((sums, own) => [...sums, sums.at(-1)! + Number(own)], [0]);
    const data = { ...DATA, starts: Int32Array.from(starts), labels: Int32Array.from(labels), labelCount: 1 };
    const alone = problemOf(data).solver();
    run(alone, 150, 1e-2, 60);
    alone.weights.forEach((weight, column) => {
      expect(together.weights[column * 3 + label]).toBeCloseTo(weight, 5);
    });
  });
});

test('a row with the only label and one without: the weight solves the equation of logistic regression', () => {
  const builder = new SparseRowsBuilder(1);
  builder.add(Int32Array.of(0), Float32Array.of(1), 1);
  builder.add(Int32Array.of(0), Float32Array.of(-1), 1);
  const data = { rows: builder.build(), starts: Int32Array.of(0, 1, 1), labels: Int32Array.of(0), labelCount: 1 };
  const ascent = problemOf(data).solver();
  run(ascent, 2, 0.1, 50);
  const [w] = ascent.weights;
  // By symmetry there is no intercept, and l2 w = σ(-w).
  expect(0.1 * w!).toBeCloseTo(1 / (1 + Math.exp(w!)), 5);
});

test('a lower L2 goes on from the same weights and ends where a new start ends', () => {
  const ascent = problemOf(DATA).solver();
  run(ascent, 150, 1e-2, 50);
  const before = Float32Array.from(ascent.weights);
  ascent.lowerL2(0.1);
  expect(ascent.weights).toEqual(before);
  run(ascent, 150, 1e-3, 200);
  const fresh = problemOf(DATA).solver();
  run(fresh, 150, 1e-3, 200);
  ascent.weights.forEach((weight, at) => {
    expect(weight).toBeCloseTo(fresh.weights[at]!, 3);
  });
});

test('resumed from any of its states, a trainer ends with the same weights and L2', () => {
  const settings = { l2: null, epochs: 100, seed: 5 };
  const states: Uint8Array[] = [];
  const unbroken = new MaximumEntropyTrainer(problemOf(DATA), null, settings);
  let expected: TrainedWeights | undefined;
  for (const report of unbroken.run()) {
    if (report.kind === 'pass' || report.kind === 'trial') states.push(unbroken.state());
    if (report.kind === 'finished') expected = report.model;
  }
  expect(expected).toMatchObject({ converged: true });
  expect(Object.keys(expected!.trials[0]!).sort()).toEqual(['accuracy', 'f1_macro', 'f1_micro', 'l2', 'loss']);
  for (const state of states) {
    const resumed = new MaximumEntropyTrainer(problemOf(DATA), null, settings, state);
    for (const report of resumed.run())
      if (report.kind === 'finished') {
        expect(report.model.l2).toBe(expected!.l2);
        expect(report.model.weights).toEqual(expected!.weights);
      }
  }
});

test('F1, exact rows and loss are those of the decisions at the threshold', () => {
  const meter = problemOf({ ...DATA, starts: Int32Array.of(0, 2, 2), labels: Int32Array.of(0, 1) }).meter();
  meter.add(0, Float64Array.of(2, -1, -3));
  meter.add(1, Float64Array.of(-2, -2, -2));
  const nats = [2, -1, 3, 2, 2, 2].map((margin) => Math.log(1 + Math.exp(-margin)));
  expect(meter.fit()).toEqual({
    loss: expect.closeTo(nats.reduce((a, b) => a + b) / 6, 10),
    accuracy: 0.5,
    f1_micro: expect.closeTo(2 / 3, 10),
    f1_macro: 0.5,
  });
});

function rowLabels(row: number): number[] {
  return [...DATA.labels.subarray(DATA.starts[row], DATA.starts[row + 1])];
}
