import { expect, test } from '@jest/globals';
import { createSession } from '../../../src/onnx/session.js';
import { tensor, type Tensors } from '../../../src/onnx/tensor.js';
import { adam } from '../../../src/onnx/training/optimizers/adam.js';
import { constant } from '../../../src/onnx/training/schedules.js';
import { Evaluator, Trainer } from '../../../src/onnx/training/trainer.js';
import {
  languageModel,
  measuredLanguageModel,
  type RecurrentNetwork,
  RecurrentCellKind,
  servedLanguageModel,
  stateNames,
} from '../../../src/training/neural/language-model/recurrent-network.js';

const WINDOW = { batch: 2, steps: 5 };
const RUNS = 3;

const SHAPES = {
  tied: { layers: 2, hiddenSize: 6, embeddingSize: 6, tiedEmbeddings: true },
  'tied through a narrower vector': { layers: 1, hiddenSize: 6, embeddingSize: 4, tiedEmbeddings: true },
  'not tied': { layers: 3, hiddenSize: 5, embeddingSize: 4, tiedEmbeddings: false },
};

const CASES = Object.values(RecurrentCellKind).flatMap((cell) =>
  Object.entries(SHAPES).map(([name, shape]) => [cell, name, shape] as const),
);

/** Numbers that follow a rule: each token decides the next. */
function text(length: number, start: number): number[] {
  const tokens = [start];
  while (tokens.length < length) tokens.push((tokens.at(-1)! * 3 + 1) % 7);
  return tokens;
}

/** Pieces of both rows' texts, all rows of a step together. */
function pieces(runs: number, from = 0): Tensors {
  const rows = Array.from({ length: WINDOW.batch }, (_, row) => text((from + runs) * WINDOW.steps + 1, row + 1));
  const shifted = (by: number) =>
    Array.from({ length: runs * WINDOW.steps }, (_, step) =>
      rows.map((row) => BigInt(row[from * WINDOW.steps + step + by]!)),
    );
  const dims = [runs, WINDOW.steps, WINDOW.batch];
  return {
    tokens: tensor('INT64', dims, BigInt64Array.from(shifted(0).flat())),
    targets: tensor('INT64', dims, BigInt64Array.from(shifted(1).flat())),
  };
}

async function trained(network: RecurrentNetwork, runs: number): Promise<{ weights: Tensors; losses: Float32Array }> {
  const settings = { optimizer: adam(), schedule: constant(0.02), steps: runs, seed: 3, clipNorm: 5 };
  const trainer = await Trainer.create(languageModel(network, WINDOW), settings);
  try {
    const { losses } = await trainer.run(pieces(runs));
    return { weights: trainer.parameters, losses };
  } finally {
    await trainer.release();
  }
}

test.each(CASES)('what is served is what was trained: %s, %s', async (cell, _, shape) => {
  const network = { vocabularySize: 7, cell, ...shape, dropout: 0.2 };
  const { weights } = await trained(network, 4);
  const evaluator = await Evaluator.create(measuredLanguageModel(network, WINDOW));
  const { tokens, targets } = pieces(RUNS);
  const everyToken = tensor('FP32', tokens!.dims, new Float32Array(RUNS * WINDOW.steps * WINDOW.batch).fill(1));
  const losses = await evaluator.run(weights, { tokens: tokens!, targets: targets!, weights: everyToken });
  await evaluator.release();

  const session = await createSession(servedLanguageModel(network, weights));
  const logProbabilities = Array.from({ length: WINDOW.batch }, () => 0);
  for (let row = 0; row < WINDOW.batch; row++) {
    const line = text(RUNS * WINDOW.steps + 1, row + 1);
    let states: Tensors = Object.fromEntries(
      stateNames(network).map((name) => [
        `state.${name}`,
        tensor('FP32', [1, network.hiddenSize], new Float32Array(network.hiddenSize)),
      ]),
    );
    // In pieces of other lengths than it was trained in.
    for (const [from, to] of [
      [0, 1],
      [1, 8],
      [8, line.length - 1],
    ] as const) {
      const ids = tensor('INT64', [1, to - from], BigInt64Array.from(line.slice(from, to), BigInt));
      const { logits, ...next } = await session.run({ input_ids: ids, ...states });
      states = Object.fromEntries(Object.entries(next).map(([name, value]) => [name.replace('next_', ''), value]));
      for (let at = from; at < to; at++) {
        const scores = (logits!.data as Float32Array).subarray((at - from) * 7, (at - from + 1) * 7);
        const normalizer = Math.log(scores.reduce((sum, score) => sum + Math.exp(score), 0));
        logProbabilities[row]! += scores[line[at + 1]!]! - normalizer;
      }
    }
  }
  await session.release();

  const measured = losses.reduce((sum, loss) => sum + loss, 0);
  expect(-logProbabilities.reduce((sum, each) => sum + each, 0)).toBeCloseTo(measured, 3);
});

test.each(Object.values(RecurrentCellKind))(
  'a text in which each token decides the next is learned: %s',
  async (cell) => {
    const network = {
      vocabularySize: 7,
      cell,
      layers: 1,
      hiddenSize: 16,
      embeddingSize: 8,
      tiedEmbeddings: false,
      dropout: 0,
    };
    const { losses } = await trained(network, 150);

    expect(losses[0]).toBeGreaterThan(1.5);
    expect(losses.at(-1)).toBeLessThan(0.1);
  },
);
