import { expect, test } from '@jest/globals';
import { tanh } from '../../../src/onnx/autodiff/operators/activations.js';
import { add, square, sub } from '../../../src/onnx/autodiff/operators/arithmetic.js';
import { gather } from '../../../src/onnx/autodiff/operators/gather.js';
import { matmul } from '../../../src/onnx/autodiff/operators/matmul.js';
import { reduceMean } from '../../../src/onnx/autodiff/operators/mean.js';
import { glorotUniform, zeros } from '../../../src/onnx/training/initializers.js';
import { adaGrad } from '../../../src/onnx/training/optimizers/adagrad.js';
import { adam, type AdamSettings } from '../../../src/onnx/training/optimizers/adam.js';
import type { Optimizer } from '../../../src/onnx/training/optimizers/optimizer.js';
import { momentum, sgd } from '../../../src/onnx/training/optimizers/sgd.js';
import { constant, cosine, inverseRoot, linear, stepDecay, warmUp } from '../../../src/onnx/training/schedules.js';
import type { StepModel } from '../../../src/onnx/training/step-model.js';
import { DivergedError, Evaluator, Trainer, type TrainerOptions } from '../../../src/onnx/training/trainer.js';
import { tensor, type Tensors } from '../../../src/onnx/tensor.js';
import { seededNormals } from '../random.js';

const BATCH = 4;
const STEPS = 12;

/** One weight w that follows the mean of each step's numbers: its gradient is w − mean. */
const follower: StepModel = {
  inputs: { x: { type: 'FP32', shape: [BATCH] } },
  forward(scope, { x }) {
    const w = scope.parameter('w', [1], zeros);
    return { loss: reduceMean(square(sub(w, x!))) };
  },
};

/** A recurrent network with dropout, which is handed its state. */
const recurrent: StepModel = {
  inputs: { x: { type: 'FP32', shape: [BATCH, 3] }, y: { type: 'FP32', shape: [BATCH, 1] } },
  carried: { h: [BATCH, 5] },
  forward(scope, { x, y }, { h }) {
    const state = tanh(
      add(
        matmul(x!, scope.parameter('in', [3, 5], glorotUniform)),
        matmul(h!, scope.parameter('loop', [5, 5], glorotUniform)),
      ),
    );
    const answer = matmul(scope.dropout(state, 0.3), scope.child('head').parameter('out', [5, 1], glorotUniform));
    return { loss: reduceMean(square(sub(answer, y!))), carried: { h: state } };
  },
};

const options: TrainerOptions = { optimizer: adam(), schedule: constant(0.05), steps: STEPS, seed: 7 };

function batches(from = 0, to = STEPS): Tensors {
  const part = (width: number, seed: number) => {
    const all = seededNormals(STEPS * BATCH * width, seed);
    return tensor('FP32', [to - from, BATCH, width], all.slice(from * BATCH * width, to * BATCH * width));
  };
  return { x: part(3, 3), y: part(1, 4) };
}

async function withTrainer<T>(
  model: StepModel,
  given: TrainerOptions,
  use: (trainer: Trainer) => Promise<T>,
): Promise<T> {
  const trainer = await Trainer.create(model, given);
  try {
    return await use(trainer);
  } finally {
    await trainer.release();
  }
}

/** What a textbook makes of the gradients of `follower`. */
function byHand(update: (w: number, gradient: number, step: number) => number): number[] {
  const numbers = seededNormals(STEPS * BATCH, 5);
  let w = 0;
  return Array.from({ length: STEPS }, (_, at) => {
    const batch = numbers.slice(at * BATCH, (at + 1) * BATCH);
    const gradient = 2 * (w - batch.reduce((sum, x) => sum + x, 0) / BATCH);
    return (w = update(w, gradient, at + 1));
  });
}

const RATE = 0.05;

function adamByHand({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 }: AdamSettings = {}) {
  let mean = 0;
  let squares = 0;
  return (w: number, gradient: number, step: number) => {
    mean = beta1 * mean + (1 - beta1) * gradient;
    squares = beta2 * squares + (1 - beta2) * gradient ** 2;
    const corrected = mean / (1 - beta1 ** step) / (Math.sqrt(squares / (1 - beta2 ** step)) + epsilon);
    return w * (1 - RATE * weightDecay) - RATE * corrected;
  };
}

function momentumByHand() {
  let velocity = 0;
  return (w: number, gradient: number) => w - RATE * (velocity = 0.9 * velocity + gradient);
}

function adaGradByHand() {
  let sum = 0;
  return (w: number, gradient: number) => w - (RATE * gradient) / (Math.sqrt((sum += gradient ** 2)) + 1e-10);
}

const OPTIMIZERS: Record<string, [Optimizer, (w: number, gradient: number, step: number) => number]> = {
  'gradient descent': [sgd(), (w, gradient) => w - RATE * gradient],
  'gradient descent with momentum': [momentum(), momentumByHand()],
  AdaGrad: [adaGrad(), adaGradByHand()],
  Adam: [adam(), adamByHand()],
  AdamW: [adam({ beta1: 0.8, weightDecay: 0.4 }), adamByHand({ beta1: 0.8, weightDecay: 0.4 })],
};

test.each(Object.entries(OPTIMIZERS))('%s changes a weight as its paper says', async (_, [optimizer, update]) => {
  const expected = byHand(update);
  await withTrainer(follower, { ...options, optimizer, schedule: constant(RATE) }, async (trainer) => {
    for (let step = 0; step < STEPS; step++) {
      const x = seededNormals(STEPS * BATCH, 5).slice(step * BATCH, (step + 1) * BATCH);
      await trainer.run({ x: tensor('FP32', [1, BATCH], x) });
      expect(trainer.parameters.w!.data[0]).toBeCloseTo(expected[step]!, 5);
    }
  });
});

test('steps in one run are those of many runs, to the last bit', async () => {
  const together = await withTrainer(recurrent, options, async (trainer) => {
    const { losses } = await trainer.run(batches());
    return { losses, weights: trainer.parameters };
  });
  const alone = await withTrainer(recurrent, options, async (trainer) => {
    const losses: number[] = [];
    for (let step = 0; step < STEPS; step++) losses.push(...(await trainer.run(batches(step, step + 1))).losses);
    return { losses: Float32Array.from(losses), weights: trainer.parameters };
  });

  expect(alone).toEqual(together);
});

test('a training that goes on from a state has the losses of one that was not interrupted, dropout included', async () => {
  const unbroken = await withTrainer(recurrent, options, async (trainer) => (await trainer.run(batches())).losses);
  const state = await withTrainer(recurrent, options, async (trainer) => {
    await trainer.run(batches(0, 5));
    return trainer.state({ epoch: 3 }, { best: tensor('FP32', [2], Float32Array.of(4, 5)) });
  });
  const resumed = await withTrainer(recurrent, { ...options }, async (trainer) => {
    expect(trainer.restore(state)).toEqual({
      header: { epoch: 3 },
      beside: { best: tensor('FP32', [2], Float32Array.of(4, 5)) },
    });
    expect(trainer.steps).toBe(5);
    return (await trainer.run(batches(5))).losses;
  });

  expect(resumed).toEqual(unbroken.slice(5));
});

test('a state of another model is passed over', async () => {
  const state = await withTrainer(follower, options, (trainer) => Promise.resolve(trainer.state()));

  await withTrainer(recurrent, options, async (trainer) => {
    expect(trainer.restore(state)).toBeNull();
    expect((await trainer.run(batches())).losses).toHaveLength(STEPS);
  });
});

test('the seed decides first weights and dropout', async () => {
  const lossesOf = (seed: number) =>
    withTrainer(recurrent, { ...options, seed }, async (trainer) => (await trainer.run(batches())).losses);

  expect(await lossesOf(7)).toEqual(await lossesOf(7));
  expect(await lossesOf(8)).not.toEqual(await lossesOf(7));
});

test('gradients are clipped to the norm that is asked for, and the norm before is told', async () => {
  const clipped = { ...options, optimizer: sgd(), schedule: constant(1), clipNorm: 0.5 };
  await withTrainer(follower, clipped, async (trainer) => {
    const { gradientNorms } = await trainer.run({ x: tensor('FP32', [1, BATCH], new Float32Array(BATCH).fill(10)) });

    expect(gradientNorms[0]).toBeCloseTo(20, 4);
    expect(trainer.parameters.w!.data[0]).toBeCloseTo(0.5, 5);
  });
});

test('a loss that is no number ends the run with step, rate and advice, and leaves the weights as they were', async () => {
  const wild = { ...options, optimizer: sgd(), schedule: constant(1e30) };
  await withTrainer(recurrent, wild, async (trainer) => {
    const before = trainer.parameters;
    const error: unknown = await trainer.run(batches()).catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(DivergedError);
    expect((error as DivergedError).step).toBeGreaterThan(1);
    expect((error as DivergedError).message).toMatch(/in step \d+, at learning rate 1e\+30\. Lower the learning rate/);
    expect(trainer.parameters).toEqual(before);
    expect(trainer.steps).toBe(0);
  });
});

test('a model is evaluated without dropout, its state carried from call to call', async () => {
  const weights = await withTrainer(recurrent, options, (trainer) => Promise.resolve(trainer.parameters));
  const evaluator = await Evaluator.create(recurrent);
  try {
    const together = await evaluator.run(weights, batches());
    evaluator.forgetCarried();
    const first = await evaluator.run(weights, batches(0, 4));
    const second = await evaluator.run(weights, batches(4));

    expect([...first, ...second]).toEqual([...together]);
    evaluator.forgetCarried();
    expect(await evaluator.run(weights, batches(4))).not.toEqual(second);
  } finally {
    await evaluator.release();
  }
});

test('one name is one weight: of another shape it is refused', async () => {
  const twice: StepModel = {
    inputs: { x: { type: 'FP32', shape: [BATCH, 2] } },
    forward: (scope, { x }) => ({
      loss: reduceMean(
        matmul(matmul(x!, scope.parameter('w', [2, 2], glorotUniform)), scope.parameter('w', [2, 1], zeros)),
      ),
    }),
  };

  await expect(Trainer.create(twice, options)).rejects.toThrow('The weight "w" is [2, 2], not [2, 1].');
});

/** Draws two rows of a table, by their places among the rows of a step, to numbers. */
const tableModel = (tables: StepModel['tables']): StepModel => ({
  ...(tables ? { tables } : {}),
  inputs: { at: { type: 'INT64', shape: [2] }, y: { type: 'FP32', shape: [2, 3] } },
  forward: (scope, { at, y }) => ({
    loss: reduceMean(square(sub(gather(scope.parameter('table', [5, 3], glorotUniform), at!), y!))),
  }),
});
const USED = [
  [4, 1],
  [1, 1],
  [0, 4],
];

function tableInputs(places: number[][]): Tensors {
  return {
    at: tensor('INT64', [3, 2], BigInt64Array.from(places.flat(), BigInt)),
    y: tensor('FP32', [3, 2, 3], seededNormals(18, 2)),
  };
}

test('a table of which steps are given rows is trained as one that is given whole, and goes on from a state', async () => {
  const asTable = { ...options, optimizer: adaGrad(), clipNorm: 0.1 };
  const whole = await withTrainer(tableModel(undefined), asTable, async (trainer) => {
    const { losses, gradientNorms } = await trainer.run(tableInputs(USED));
    return { losses, gradientNorms, weights: trainer.parameters };
  });
  const model = tableModel({ names: ['table'], count: 3 });
  const rows = tensor('INT32', [3, 3], Int32Array.of(1, 4, -1, 1, -1, -1, 4, 3, 0));
  const inputs = {
    ...tableInputs([
      [1, 0],
      [0, 0],
      [2, 0],
    ]),
    rows,
  };
  const state = await withTrainer(model, asTable, async (trainer) => {
    const { losses, gradientNorms, learningRate } = await trainer.run(inputs);
    expect({ losses, gradientNorms, weights: trainer.parameters }).toEqual(whole);
    expect(learningRate).toBe(0.05);
    return trainer.state();
  });
  await withTrainer(model, asTable, (trainer) => {
    expect(trainer.restore(state)).toEqual({ header: {}, beside: {} });
    expect(trainer.parameters).toEqual(whole.weights);
    return Promise.resolve();
  });
});

test.each([
  ['constant', constant(1), [1, 1, 1]],
  ['linear', linear(1, 0.5), [1, 0.75, 0.5]],
  ['cosine', cosine(1), [1, 0.5, 0]],
  ['a rise before it', warmUp(4, constant(1)), [0.25, 0.75, 1]],
  ['the inverse root', inverseRoot(1, 1), [1, 1 / Math.sqrt(3), 1 / Math.sqrt(5)]],
  ['a decay by steps', stepDecay(1, 0.5, 2), [1, 0.5, 0.25]],
])('the rate of a schedule, %s', (_, schedule, rates) => {
  [1, 3, 5].forEach((step, at) => {
    expect(schedule(step, 5)).toBeCloseTo(rates[at]!, 9);
  });
});
