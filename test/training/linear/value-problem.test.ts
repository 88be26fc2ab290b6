import { expect, test } from '@jest/globals';
import { RunningVariance } from '../../../src/numerics/running-variance.js';
import { permutation, uniform } from '../../../src/numerics/random.js';
import { SparseRowsBuilder } from '../../../src/numerics/sparse-rows.js';
import {
  MaximumEntropyTrainer,
  type TrainedWeights,
} from '../../../src/training/linear/solver/maximum-entropy-trainer.js';
import { measureFit } from '../../../src/training/linear/solver/measure-fit.js';
import { objective } from '../../../src/training/linear/solver/objective.js';
import { rowNumbersOf } from '../../../src/training/linear/solver/row-scores.js';
import { ValueHead } from '../../../src/training/linear/value/value-head.js';
import { ValueProblem } from '../../../src/training/linear/value/value-problem.js';
import { finished } from './finished.js';

const [ROWS, COLUMNS] = [80, 6];
const SETTINGS = { l2: null, epochs: 200, seed: 3 };
/** (rows, columns + 1): features, and the constant of the intercept. */
const X = Array.from({ length: ROWS }, (_, row) =>
  Array.from({ length: COLUMNS + 1 }, (__, column) =>
    column === COLUMNS ? 1 : uniform(1, row, column) < 0.4 ? Math.fround(uniform(2, row, column)) : 0,
  ),
);
const Y = X.map((row, at) => row.reduce((sum, x, column) => sum + x * (column - 2), 0) + uniform(3, at, 0) - 0.5);
const SCALE = { mean: 40, deviation: 5 };

function problem(count = ROWS): ValueProblem {
  const builder = new SparseRowsBuilder(COLUMNS);
  for (const row of X.slice(0, count)) {
    const columns = Array.from({ length: COLUMNS }, (_, column) => column).filter((column) => row[column] !== 0);
    builder.add(
      Int32Array.from(columns),
      Float32Array.from(columns, (column) => row[column]!),
      columns.length,
    );
  }
  return new ValueProblem({ rows: builder.build(), values: Float64Array.from(Y.slice(0, count)), scale: SCALE });
}

/** (XᵀX / n + l2 I)⁻¹ Xᵀy / n over some rows, by elimination. */
function ridge(l2: number, rows = X.map((_, row) => row)): number[] {
  const size = COLUMNS + 1;
  const system = Array.from({ length: size }, (_, i) => [
    ...Array.from(
      { length: size },
      (__, j) => rows.reduce((sum, row) => sum + X[row]![i]! * X[row]![j]!, 0) / rows.length + (i === j ? l2 : 0),
    ),
    rows.reduce((sum, row) => sum + X[row]![i]! * Y[row]!, 0) / rows.length,
  ]);
  for (let pivot = 0; pivot < size; pivot++)
    for (let other = 0; other < size; other++) {
      if (other === pivot) continue;
      const factor = system[other]![pivot]! / system[pivot]![pivot]!;
      system[other] = system[other]!.map((value, at) => value - factor * system[pivot]![at]!);
    }
  return system.map((row, at) => row[size]! / row[at]!);
}

function scaleOf(values: readonly number[]): { mean: number; deviation: number } {
  const numbers = new RunningVariance();
  for (const value of values) numbers.add(value);
  return numbers;
}

function finish(trainer: MaximumEntropyTrainer): TrainedWeights {
  for (const report of trainer.run()) if (report.kind === 'finished') return report.model;
  throw new Error('It ended without a model.');
}

test.each([1, 1e-2, 1e-4])(
  'what a trainer ends with is the closed form of ridge regression, to 0.2%% of its value: L2 %d',
  (l2) => {
    const { weights, converged } = finish(new MaximumEntropyTrainer(problem(), null, { ...SETTINGS, l2 }));
    expect(converged).toBe(true);
    const value = (w: Iterable<number>) =>
      finished(objective(Float64Array.from(w), problem(), l2, new Float64Array(COLUMNS + 1)));
    const best = value(ridge(l2));
    expect(value(weights)).toBeGreaterThanOrEqual(best * (1 - 1e-6));
    expect(value(weights)).toBeLessThan(best * 1.002);
  },
);

test('passes of dual coordinate ascent come to the closed form, and go on to that of a lower L2 from the same weights', () => {
  const ascent = problem().solver();
  const order = Int32Array.from({ length: ROWS }, (_, row) => (row * 37) % ROWS);
  const run = (l2: number) => {
    for (let pass = 0; pass < 100; pass++)
      ascent.pass(order, 0, ROWS, l2, { loss: 0, weight: 0, violation: 0, mass: 0 });
    ridge(l2).forEach((weight, at) => {
      expect(ascent.weights[at]).toBeCloseTo(weight, 3);
    });
  };
  run(1);
  const before = Float32Array.from(ascent.weights);
  ascent.lowerL2(0.2);
  expect(ascent.weights).toEqual(before);
  run(0.2);
});

test('the gradient is what finite differences of the objective say', () => {
  const weights = Float64Array.from({ length: COLUMNS + 1 }, (_, at) => uniform(9, 9, at) - 0.5);
  const gradient = new Float64Array(weights.length);
  const value = (w: Float64Array) => finished(objective(w, problem(), 0.01, new Float64Array(w.length)));
  finished(objective(weights, problem(), 0.01, gradient));
  weights.forEach((weight, at) => {
    const above = Float64Array.from(weights).fill(weight + 1e-4, at, at + 1);
    const below = Float64Array.from(weights).fill(weight - 1e-4, at, at + 1);
    expect(gradient[at]).toBeCloseTo((value(above) - value(below)) / 2e-4, 7);
  });
});

test('with a teacher the squares of both differences are minimized, and the numbers themselves measured', () => {
  const teacher = Float32Array.from(Y, (y, row) => 40 + 5 * (y + uniform(7, row, 0)));
  const head = new ValueHead();
  const examples = Y.map((y) => ({ text: '', value: 40 + 5 * y }));
  for (const example of examples) head.look(example);
  const targets = head.targets({ temperature: 1, alpha: 0.3, answers: teacher });
  for (const example of examples) targets.add(example);
  const taught = targets.problem(problem().rows);
  const mixed = (answer: number, row: number) =>
    0.7 * (answer - examples[row]!.value) ** 2 + 0.3 * (answer - teacher[row]!) ** 2;

  const lossOf = (row: number, score: number) => taught.loss(row, Float64Array.of(score)) * taught.lossScale;
  const { mean, deviation } = scaleOf(examples.map(({ value }) => value));
  for (const row of [0, 1, 2])
    expect(lossOf(row, 0.5) - lossOf(row, 0)).toBeCloseTo(mixed(mean + deviation / 2, row) - mixed(mean, row), 4);
  const meter = taught.meter();
  meter.add(0, Float64Array.of(0));
  expect(meter.fit().mean_absolute_error).toBeCloseTo(Math.abs(examples[0]!.value - mean), 9);
});

test('a given L2, too, is measured on rows that the fit did not learn from, in the unit of the numbers', () => {
  const { trials, validationRowCount } = finish(new MaximumEntropyTrainer(problem(), null, { ...SETTINGS, l2: 1e-3 }));
  expect(trials.map(({ l2 }) => l2)).toEqual([1e-3]);
  expect(validationRowCount).toBe(8);
  // The noise is even over a width of 1, times the deviation of 5.
  expect(Math.sqrt(trials[0]!.loss)).toBeGreaterThan(0.5);
  expect(Math.sqrt(trials[0]!.loss)).toBeLessThan(5);
  expect(trials[0]!.mean_absolute_error).toBeLessThan(Math.sqrt(trials[0]!.loss));
  expect(trials[0]!.r_squared).toBeGreaterThan(0.5);
});

test('what is told of held-out rows is of the optimum on the other rows, also where L2 is so weak that passes alone are far from it', () => {
  const shuffled = [...permutation(ROWS, SETTINGS.seed, -1)];
  const heldOutRows = shuffled.slice(0, 8);
  const weights = ridge(1e-8, shuffled.slice(8));
  const squares = heldOutRows.map((row) => {
    const answer = X[row]!.reduce((sum, x, column) => sum + x * weights[column]!, 0);
    return (Y[row]! - answer) ** 2;
  });
  const { heldOut } = finish(new MaximumEntropyTrainer(problem(), null, { ...SETTINGS, l2: 1e-8 }));
  const meanSquare = squares.reduce((sum, square) => sum + square, 0) / squares.length;
  expect(heldOut!.loss / (meanSquare * SCALE.deviation ** 2)).toBeCloseTo(1, 2);
});

test('with validation rows it is what the final weights come to on them', () => {
  const validation = problem(30);
  const { heldOut, trials, weights } = finish(
    new MaximumEntropyTrainer(problem(), validation, { ...SETTINGS, l2: 1e-8 }),
  );
  expect(heldOut).toEqual(finished(measureFit(weights, validation, rowNumbersOf(validation))));
  expect(trials).toEqual([]);
});

test.each([0.3, 0.7])('of rows that are all %d there is no variance to explain', (value) => {
  const { rows } = problem(3);
  const meter = new ValueProblem({ rows, values: new Float64Array(3).fill(value), scale: SCALE }).meter();
  for (let row = 0; row < 3; row++) meter.add(row, Float64Array.of(value + 0.5));
  expect(meter.fit()).toMatchObject({ r_squared: 0, mean_absolute_error: expect.closeTo(2.5, 9) });
});

test.each([
  ['L2 searched', SETTINGS],
  ['a weak L2 given', { ...SETTINGS, l2: 1e-8, epochs: 60 }],
])('resumed from any of its states, a trainer ends with the same weights: %s', (_, settings) => {
  const states: Uint8Array[] = [];
  const unbroken = new MaximumEntropyTrainer(problem(), null, settings);
  let expected: TrainedWeights | undefined;
  for (const report of unbroken.run()) {
    if (report.kind === 'pass' || report.kind === 'trial') states.push(unbroken.state());
    if (report.kind === 'finished') expected = report.model;
  }
  expect(states.length).toBeGreaterThan(8);
  for (const state of states) {
    const resumed = finish(new MaximumEntropyTrainer(problem(), null, settings, state));
    expect(resumed).toEqual(expected);
  }
});
