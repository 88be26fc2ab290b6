import { expect, test } from '@jest/globals';
import { ClassWeighting } from '../../../src/training/linear/labelled-rows.js';
import { L2_CANDIDATES } from '../../../src/training/linear/l2-search.js';
import {
  MaximumEntropyTrainer,
  type MaximumEntropyTrainingSettings,
  type TrainedWeights,
} from '../../../src/training/linear/maximum-entropy-trainer.js';
import { objective } from '../../../src/training/linear/objective.js';
import { finished } from './finished.js';
import { smallProblem } from './small-problem.js';

const SETTINGS: MaximumEntropyTrainingSettings = { l2: null, epochs: 100, classWeights: ClassWeighting.NONE, seed: 5 };
const TRAINING = smallProblem(120, 20, 3);
const VALIDATION = smallProblem(60, 20, 3, 2);

function finish(trainer: MaximumEntropyTrainer): TrainedWeights {
  for (const report of trainer.run()) if (report.kind === 'finished') return report.model;
  throw new Error('It ended without a model.');
}

test('the chosen L2 is the one that fits the validation rows best', () => {
  const { l2, trials } = finish(new MaximumEntropyTrainer(TRAINING, VALIDATION, SETTINGS));
  const lowest = Math.min(...trials.map((trial) => trial.logLoss));
  expect(trials.find((trial) => trial.l2 === l2)!.logLoss).toBeLessThan(lowest * 1.002);
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
  expect(() => new MaximumEntropyTrainer(smallProblem(10, 4, 2), null, SETTINGS, trainer.state())).toThrow(
    'another training set',
  );
});

test('balanced class weights answer the rare class more often', () => {
  const rare = { ...TRAINING, labels: TRAINING.labels.map((label, row) => (label === 1 && row % 4 > 0 ? 0 : label)) };
  const intercept = (classWeights: ClassWeighting) => {
    const { weights } = finish(new MaximumEntropyTrainer(rare, null, { ...SETTINGS, l2: 1e-2, classWeights }));
    return weights[20 * 3 + 1]!;
  };
  expect(intercept(ClassWeighting.BALANCED)).toBeGreaterThan(intercept(ClassWeighting.NONE));
});

test('classes that overlap under a weak L2 still reach the optimum', () => {
  const settings = { ...SETTINGS, l2: 1e-5, epochs: 1000 };
  const { weights, converged } = finish(new MaximumEntropyTrainer(TRAINING, null, settings));
  const gradient = new Float64Array(weights.length);
  finished(objective(Float64Array.from(weights), TRAINING, Float64Array.of(1, 1, 1), 1e-5, gradient));
  expect(converged).toBe(true);
  expect(Math.max(...gradient.map(Math.abs))).toBeLessThan(1e-4);
});

test('passes that end too early are told', () => {
  const settings = { ...SETTINGS, l2: 1e-5, epochs: 3 };
  expect(finish(new MaximumEntropyTrainer(TRAINING, null, settings)).converged).toBe(false);
});
