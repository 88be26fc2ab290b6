import { expect, test } from '@jest/globals';
import { decodeArrays, encodeArrays } from '../../../src/numerics/array-file.js';
import { ClassWeighting } from '../../../src/training/linear/class-weighting.js';
import { L2_CANDIDATES } from '../../../src/training/linear/solver/l2-search.js';
import {
  MaximumEntropyTrainer,
  type MaximumEntropyTrainingSettings,
  type TrainedWeights,
} from '../../../src/training/linear/solver/maximum-entropy-trainer.js';
import { classWeightsOf } from '../../../src/training/linear/one-label/labelled-rows.js';
import { OneLabelProblem } from '../../../src/training/linear/one-label/one-label-problem.js';
import { objective } from '../../../src/training/linear/solver/objective.js';
import { finished } from './finished.js';
import { smallProblem } from './small-problem.js';

const SETTINGS: MaximumEntropyTrainingSettings = { l2: null, epochs: 100, seed: 5 };
const ROWS = smallProblem(120, 20, 3);
const TRAINING = new OneLabelProblem(ROWS);
const VALIDATION = new OneLabelProblem(smallProblem(60, 20, 3, 2));

function finish(trainer: MaximumEntropyTrainer): TrainedWeights {
  for (const report of trainer.run()) if (report.kind === 'finished') return report.model;
  throw new Error('It ended without a model.');
}

test('the chosen L2 is the one that fits the validation rows best', () => {
  const { l2, trials } = finish(new MaximumEntropyTrainer(TRAINING, VALIDATION, SETTINGS));
  const lowest = Math.min(...trials.map((trial) => trial.loss));
  expect(trials.find((trial) => trial.l2 === l2)!.loss).toBeLessThan(lowest * 1.002);
  expect(trials.length).toBeLessThanOrEqual(L2_CANDIDATES.length);
  expect(trials.at(-1)!.l2).toBeLessThan(l2);
});

test('without validation rows a part of the training rows chooses L2', () => {
  const { l2, trials, converged } = finish(new MaximumEntropyTrainer(TRAINING, null, SETTINGS));
  expect(trials.map((trial) => trial.l2)).toContain(l2);
  expect(converged).toBe(true);
});

test('an L2 that is given is used as it is', () => {
  const { l2, trials } = finish(new MaximumEntropyTrainer(TRAINING, null, { ...SETTINGS, l2: 1e-4 }));
  expect(l2).toBe(1e-4);
  expect(trials).toEqual([]);
});

test.each([VALIDATION, null])('resumed from any of its states, a trainer ends with the same weights', (validation) => {
  const states: Uint8Array[] = [];
  const unbroken = new MaximumEntropyTrainer(TRAINING, validation, SETTINGS);
  let expected: TrainedWeights | undefined;
  for (const report of unbroken.run()) {
    if (report.kind === 'pass' || report.kind === 'trial') states.push(unbroken.state());
    if (report.kind === 'finished') expected = report.model;
  }
  expect(states.length).toBeGreaterThan(10);
  for (const state of states) {
    const resumed = finish(new MaximumEntropyTrainer(TRAINING, validation, SETTINGS, state));
    expect(resumed.l2).toBe(expected!.l2);
    expect(resumed.weights).toEqual(expected!.weights);
  }
});

test('progress never goes back and ends at its total', () => {
  const trainer = new MaximumEntropyTrainer(TRAINING, VALIDATION, SETTINGS);
  let last = -1;
  for (const _ of trainer.run()) {
    expect(trainer.passes.done).toBeGreaterThanOrEqual(last);
    last = trainer.passes.done;
  }
  expect(last).toBe(trainer.passes.most);
});

test('a state of other data is refused', () => {
  const trainer = new MaximumEntropyTrainer(TRAINING, VALIDATION, SETTINGS);
  trainer.run().next();
  expect(
    () => new MaximumEntropyTrainer(new OneLabelProblem(smallProblem(10, 4, 2)), null, SETTINGS, trainer.state()),
  ).toThrow('another training set');
});

test('a state of another format, or of another kind of problem, is passed over: training starts from its beginning', () => {
  const trainer = new MaximumEntropyTrainer(TRAINING, VALIDATION, SETTINGS);
  for (const report of trainer.run()) if (report.kind === 'trial') break;
  const { header, take } = decodeArrays(trainer.state());
  const { format, ...older } = header as { format: string; sizes: number[] };
  const arrays = older.sizes.map((size) => take.floats(size));
  const resumed = (changed: object) =>
    new MaximumEntropyTrainer(TRAINING, VALIDATION, SETTINGS, encodeArrays(changed, arrays)).passes.made;
  expect(resumed({ format, ...older })).toBe(trainer.passes.made);
  expect(trainer.passes.made).toBeGreaterThan(0);
  expect(resumed(older)).toBe(0);
  expect(resumed({ ...older, format: format.replace('one-label', 'any-labels') })).toBe(0);
});

test('balanced class weights answer the rare class more often', () => {
  const rare = { ...ROWS, labels: ROWS.labels.map((label, row) => (label === 1 && row % 4 > 0 ? 0 : label)) };
  const intercept = (classWeights: ClassWeighting) => {
    const problem = new OneLabelProblem(rare, classWeightsOf(rare, classWeights));
    const { weights } = finish(new MaximumEntropyTrainer(problem, null, { ...SETTINGS, l2: 1e-2 }));
    return weights[20 * 3 + 1]!;
  };
  expect(intercept(ClassWeighting.BALANCED)).toBeGreaterThan(intercept(ClassWeighting.NONE));
});

test('classes that overlap under a weak L2 still reach the optimum', () => {
  const settings = { ...SETTINGS, l2: 1e-5, epochs: 1000 };
  const { weights, converged } = finish(new MaximumEntropyTrainer(TRAINING, null, settings));
  const gradient = new Float64Array(weights.length);
  finished(objective(Float64Array.from(weights), TRAINING, 1e-5, gradient));
  expect(converged).toBe(true);
  expect(Math.max(...gradient.map(Math.abs))).toBeLessThan(1e-4);
});

test('passes that end too early are told', () => {
  const settings = { ...SETTINGS, l2: 1e-5, epochs: 3 };
  expect(finish(new MaximumEntropyTrainer(TRAINING, null, settings)).converged).toBe(false);
});
