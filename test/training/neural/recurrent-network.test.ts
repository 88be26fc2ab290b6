import { expect, test } from '@jest/globals';
import {
  RecurrentCellKind,
  recurrentLanguageNetwork,
} from '../../../src/training/neural/language-model/recurrent/recurrent-network.js';
import { decidedText, logProbabilityServed, measuredLoss, TOKENS, trainedOn } from './language-networks.js';

const WINDOW = { batch: 2, steps: 5 };
const RUNS = 3;

const SHAPES = {
  tied: { layers: 2, hiddenSize: 6, embeddingSize: 6, tiedEmbeddings: true },
  'tied through a narrower vector': { layers: 1, hiddenSize: 6, embeddingSize: 4, tiedEmbeddings: true },
  'not tied': { layers: 3, hiddenSize: 5, embeddingSize: 4, tiedEmbeddings: false },
  'with a latent vector': {
    layers: 1,
    hiddenSize: 6,
    embeddingSize: 4,
    tiedEmbeddings: true,
    latentSize: 3,
    wordDropout: 0.3,
  },
};

const CASES = Object.values(RecurrentCellKind).flatMap((cell) =>
  Object.entries(SHAPES).map(([name, shape]) => [cell, name, shape] as const),
);

test.each(CASES)('what is served is what was trained: %s, %s', async (cell, _, shape) => {
  const network = recurrentLanguageNetwork({ vocabularySize: TOKENS, cell, ...shape, dropout: 0.2 });
  const { weights, parameterCount } = await trainedOn(network, WINDOW, 4);
  const measured = await measuredLoss(network, weights, WINDOW, RUNS);

  let served = 0;
  for (let row = 1; row <= WINDOW.batch; row++)
    // In pieces of other lengths than it was trained in.
    served += await logProbabilityServed(network, weights, decidedText(RUNS * WINDOW.steps + 1, row), [1, 8]);
  expect(-served).toBeCloseTo(measured, 3);
  expect(network.weightCount).toBe(parameterCount);
});

test.each(Object.values(RecurrentCellKind))(
  'a text in which each token decides the next is learned: %s',
  async (cell) => {
    const network = recurrentLanguageNetwork({
      ...{ vocabularySize: TOKENS, cell, layers: 1, hiddenSize: 16, embeddingSize: 8 },
      ...{ tiedEmbeddings: false, dropout: 0 },
    });
    const { losses } = await trainedOn(network, WINDOW, 150);

    expect(losses[0]).toBeGreaterThan(1.5);
    expect(losses.at(-1)).toBeLessThan(0.1);
  },
);
