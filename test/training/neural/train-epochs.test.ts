import { afterEach, expect, test } from '@jest/globals';
import { square, sub } from '../../../src/onnx/autodiff/operators/arithmetic.js';
import { reduceMean } from '../../../src/onnx/autodiff/operators/mean.js';
import { tensor } from '../../../src/onnx/tensor.js';
import { normalWith } from '../../../src/onnx/training/initializers.js';
import { adam } from '../../../src/onnx/training/optimizers/adam.js';
import { linear } from '../../../src/onnx/training/schedules.js';
import { Trainer } from '../../../src/onnx/training/trainer.js';
import { trainEpochs, type WatchEpochs } from '../../../src/training/neural/train-epochs.js';

const [EPOCHS, STEPS] = [8, 3];
/** What held-out rows lose after each epoch. */
const LOSSES = [3, 2, 2.5, NaN, 1, 1, 4, 5];

const trainers: Trainer[] = [];
afterEach(() => Promise.all(trainers.splice(0).map((trainer) => trainer.release())));

/** A weight that follows the numbers that it is given. */
async function follower(): Promise<Trainer> {
  const options = { optimizer: adam(), schedule: linear(0.1, 0.01), steps: EPOCHS * STEPS, seed: 1, clipNorm: 1 };
  const trainer = await Trainer.create(
    {
      inputs: { x: { type: 'FP32', shape: [2] } },
      forward: (scope, { x }) => ({ loss: reduceMean(square(sub(scope.parameter('w', [2], normalWith(1)), x!))) }),
    },
    options,
  );
  trainers.push(trainer);
  return trainer;
}

const PLAN = {
  epochs: EPOCHS,
  perEpoch: STEPS,
  steps: (epoch: number, first: number) => ({
    ...{ count: 1, tokens: 2 },
    inputs: { x: tensor('FP32', [1, 2], Float32Array.of(epoch, first)) },
  }),
};

/** Trains with those losses, which the epochs decide. */
async function trained(watch: WatchEpochs = {}, losses: readonly number[] | null = LOSSES) {
  const trainer = await follower();
  const weights: unknown[] = [];
  const states: Uint8Array[] = [];
  const measure = () => Promise.resolve({ loss: losses![trainer.steps / STEPS - 1]! });
  const made = await trainEpochs(trainer, PLAN, {
    ...(losses ? { measure } : {}),
    onEpoch: ({ epoch }) => {
      weights[epoch - 1] = trainer.parameters.w!.data;
      return Promise.resolve();
    },
    onState: (state) => {
      states.push(state);
      return Promise.resolve();
    },
    ...watch,
  });
  return { made, weights, states, steps: trainer.steps };
}

test('the weights are those of the first epoch with the lowest loss, and of the last one where nothing is held out', async () => {
  const { made, weights } = await trained();
  expect(made).toMatchObject({ epochs: EPOCHS, best: { epoch: 5, quality: { loss: 1 } } });
  expect(made.weights.w!.data).toEqual(weights[4]);
  expect(weights[4]).not.toEqual(weights[7]);

  const unmeasured = await trained({ patience: 1 }, null);
  expect(unmeasured.made).toMatchObject({ epochs: EPOCHS, best: null });
  expect(unmeasured.made.weights.w!.data).toEqual(unmeasured.weights[7]);
});

test('training ends when so many epochs were no better, and had the rates of one that goes on', async () => {
  const [whole, ended] = [await trained(), await trained({ patience: 2 })];

  expect(ended.made).toMatchObject({ epochs: 4, best: { epoch: 2, quality: { loss: 2 } } });
  expect(ended.steps).toBe(4 * STEPS);
  expect(ended.weights).toEqual(whole.weights.slice(0, 4));
  expect((await trained({ patience: 3 })).made).toMatchObject({ epochs: 8, best: { epoch: 5 } });
});

test.each([null, 2, 3])('with patience %s a training goes on from any state to the same weights', async (patience) => {
  const { made, states } = await trained({ patience });

  expect(states).toHaveLength(made.epochs);
  for (const state of states) expect((await trained({ patience, state })).made).toEqual(made);
});

test('losses that are no numbers are never the best', async () => {
  const { made, weights } = await trained(
    {},
    LOSSES.map(() => NaN),
  );

  expect(made.best).toBeNull();
  expect(made.weights.w!.data).toEqual(weights[7]);
});
