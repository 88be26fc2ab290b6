import { expect, test } from '@jest/globals';
import { createSession } from '../../../src/onnx/runtime/session.js';
import { tensor, type Tensors, valueCount } from '../../../src/onnx/tensor.js';
import { adam } from '../../../src/onnx/training/optimizers/adam.js';
import { constant } from '../../../src/onnx/training/schedules.js';
import { Trainer } from '../../../src/onnx/training/trainer.js';
import type { LanguageNetwork } from '../../../src/training/neural/language-model/language-network.js';
import {
  RecurrentCellKind,
  recurrentLanguageNetwork,
} from '../../../src/training/neural/language-model/recurrent/recurrent-network.js';
import { SampledWindows } from '../../../src/training/neural/language-model/sampled-softmax/sampled-windows.js';
import { TokenStream } from '../../../src/training/language-models/token-stream.js';
import { decidedText, TOKENS, windowsOf } from './language-networks.js';

const WINDOW = { batch: 2, steps: 5 };
const SAMPLES = 3;
const VOCABULARY = 12;

test.each([6, 4])(
  'the loss of a step is that of its sample, by the logits that are served: vectors of %i numbers',
  async (embeddingSize) => {
    const network = sampledNetwork(VOCABULARY, embeddingSize);
    const trainer = await Trainer.create(network.trained(WINDOW), settings(1));
    const before = trainer.parameters;
    const inputs = sampledWindows(VOCABULARY).inputs(windowsOf(WINDOW, 1), 0);
    const { losses } = await trainer.run(inputs);
    await trainer.release();

    expect(losses[0]).toBeCloseTo(await lossByHand(network, before, inputs), 5);
    const rows = [...(inputs.rows!.data as Int32Array)];
    const moved = Array.from({ length: VOCABULARY }, (_, row) => row).filter((row) =>
      rowOf(before, row, embeddingSize).some(
        (value, at) => value !== rowOf(trainer.parameters, row, embeddingSize)[at],
      ),
    );
    expect(moved).toEqual(rows.filter((row) => row >= 0).sort((a, b) => a - b));
  },
);

test('a text in which each token decides the next is learned by samples', async () => {
  const steps = 200;
  const network = sampledNetwork(TOKENS, 6);
  const trainer = await Trainer.create(network.trained(WINDOW), settings(steps));
  const { losses } = await trainer.run(sampledWindows(TOKENS).inputs(windowsOf(WINDOW, steps), 0));
  await trainer.release();

  expect(losses[0]).toBeGreaterThan(1.5);
  expect(losses.at(-1)).toBeLessThan(0.1);
});

test('the sample of a step depends on seed and step alone', () => {
  const windows = windowsOf(WINDOW, 4);
  const together = sampledWindows(TOKENS).inputs(windows, 8);
  const last = sampledWindows(TOKENS).inputs(lastOf(windows), 11);

  expect(last).toEqual(lastOf(together));
  expect(sampledWindows(TOKENS).inputs(lastOf(windows), 12)).not.toEqual(last);
});

function sampledNetwork(vocabularySize: number, embeddingSize: number): LanguageNetwork {
  const shape = { cell: RecurrentCellKind.LSTM, layers: 1, hiddenSize: 6, embeddingSize, tiedEmbeddings: true };
  return recurrentLanguageNetwork({ vocabularySize, ...shape, dropout: 0 }, SAMPLES);
}

function settings(steps: number) {
  return { optimizer: adam(), schedule: constant(0.05), steps, seed: 3, clipNorm: 5 };
}

function sampledWindows(vocabularySize: number): SampledWindows {
  const stream = new TokenStream(0);
  stream.push('', decidedText(40, 1));
  return new SampledWindows(stream, vocabularySize, SAMPLES, 5);
}

function lastOf(windows: Tensors): Tensors {
  return Object.fromEntries(
    Object.entries(windows).map(([name, { type, dims, data }]) => {
      const shape = [1, ...dims.slice(1)];
      return [name, tensor(type, shape, (data as Float32Array).slice(-valueCount(shape)))];
    }),
  );
}

function rowOf(weights: Tensors, row: number, width: number): Float32Array {
  return (weights['tokens.table']!.data as Float32Array).subarray(row * width, (row + 1) * width);
}

/** From the logits of all tokens: those of the sample are weighed by hand. */
async function lossByHand(network: LanguageNetwork, weights: Tensors, inputs: Tensors): Promise<number> {
  const rows = inputs.rows!.data as Int32Array;
  const [tokens, targets] = [inputs.tokens!, inputs.targets!].map(({ data }) =>
    Array.from(data as BigInt64Array, (place) => rows[Number(place)]!),
  );
  const session = await createSession(network.served(weights));
  let sum = 0;
  for (let row = 0; row < WINDOW.batch; row++) {
    const ofRow = (ids: readonly number[]) => ids.filter((_, at) => at % WINDOW.batch === row);
    const states: Tensors = Object.fromEntries(
      network.carried.map(({ input, dims }) => [input, tensor('FP32', dims, new Float32Array(valueCount(dims)))]),
    );
    const ids = tensor('INT64', [1, WINDOW.steps], BigInt64Array.from(ofRow(tokens!), BigInt));
    const logits = (await session.run({ ...states, input_ids: ids })).logits!.data as Float32Array;
    ofRow(targets!).forEach((target, step) => {
      const scores = logits.subarray(step * network.vocabularySize, (step + 1) * network.vocabularySize);
      const others = [...rows.subarray(0, SAMPLES)].map((token, place) =>
        token === target ? 0 : Math.exp(scores[token]! - Number(inputs.log_inclusion!.data[place])),
      );
      sum += Math.log(others.reduce((total, each) => total + each, Math.exp(scores[target]!))) - scores[target]!;
    });
  }
  await session.release();
  return sum / (WINDOW.batch * WINDOW.steps);
}
