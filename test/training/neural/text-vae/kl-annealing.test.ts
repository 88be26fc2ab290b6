import { expect, test } from '@jest/globals';
import { klWeightAt } from '../../../../src/training/neural/text-vae/kl-annealing.js';

const weights = (annealing: number, annealingCycles: number) =>
  Array.from({ length: 8 }, (_, step) => klWeightAt(step, 8, { annealing, annealingCycles }));

test('the divergence counts more and more over a share of the training, and in full from then on', () => {
  expect(weights(0.5, 1)).toEqual([0, 0.25, 0.5, 0.75, 1, 1, 1, 1]);
});

test('with cycles it begins anew in each', () => {
  expect(weights(0.5, 2)).toEqual([0, 0.5, 1, 1, 0, 0.5, 1, 1]);
});

test('without annealing it counts in full from the beginning', () => {
  expect(weights(0, 1)).toEqual(Array(8).fill(1));
});
