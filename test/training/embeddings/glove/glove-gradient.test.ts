import { expect, test } from '@jest/globals';
import { loadKernel } from '../../../../src/numerics/load-kernel.js';
import { uniform } from '../../../../src/numerics/random.js';
import {
  createGloVeMemory,
  type GloVeLayout,
  lossOf,
  planGloVe,
} from '../../../../src/training/embeddings/glove/glove-memory.js';

const RATE = 0.05;

/** Parameters of two words as the formula has them: vectors, context vectors and biases of both. */
interface Parameters {
  w: number[][];
  c: number[][];
  b: number[];
  bc: number[];
}

function readBlocks(memory: WebAssembly.Memory, { words, wordBytes, stride }: GloVeLayout, dimensions: number) {
  const values = new Float32Array(memory.buffer);
  const at = (word: number, offset: number) => (words + word * wordBytes + offset) / 4;
  const row = (offset: number) =>
    [0, 1].map((word) => Array.from(values.subarray(at(word, offset), at(word, offset) + dimensions)));
  const bias = (place: number) => [0, 1].map((word) => values[at(word, 4 * stride) + place]!);
  return {
    parameters: { w: row(0), c: row(2 * stride), b: bias(0), bc: bias(2) } satisfies Parameters,
    squares: { w: row(stride), c: row(3 * stride), b: bias(1), bc: bias(3) } satisfies Parameters,
  };
}

/** Half of weight · (w·c + b + b' − log X)² of a pair in both orders; once where both are the same word. */
function halfLoss({ w, c, b, bc }: Parameters, [i, j]: [number, number], log: number, weight: number): number {
  const square = (x: number, y: number) => {
    const dot = w[x]!.reduce((sum, value, at) => sum + value * c[y]![at]!, 0);
    return (dot + b[x]! + bc[y]! - log) ** 2;
  };
  return 0.5 * weight * (square(i, j) + (i === j ? 0 : square(j, i)));
}

const flat = ({ w, c, b, bc }: Parameters) => [...w.flat(), ...c.flat(), ...b, ...bc];

test.each([
  [1, [1, 0]],
  [7, [1, 0]],
  [100, [1, 0]],
  [7, [1, 1]],
] as [number, [number, number]][])(
  'a step of %i dimensions goes along the gradient of the formula, shortened as AdaGrad does, for the words %p',
  (dimensions, pair) => {
    const settings = { dimensions, threads: 1, learningRate: RATE, seed: 1 };
    const layout = planGloVe(2, settings);
    const memory = createGloVeMemory(layout, settings);
    const values = new Float32Array(memory.buffer, layout.words, (2 * layout.wordBytes) / 4);
    // Larger parameters and squares than a training begins with, so that a wrong one shows.
    const before = readBlocks(memory, layout, dimensions);
    for (let at = 0; at < values.length; at++)
      if (values[at] !== 0) values[at] = values[at] === 1 ? 1 + uniform(5, 1, at) : uniform(5, 0, at) - 0.5;
    expect(before.squares.b).toEqual([1, 1]);
    const { parameters, squares } = readBlocks(memory, layout, dimensions);

    const [log, weight] = [Math.fround(1.7), Math.fround(0.6)];
    const place = layout.threads[0]!;
    new Uint32Array(memory.buffer, place.records, 2).set(pair);
    new Float32Array(memory.buffer, place.records + 8, 2).set([log, weight]);
    const { exports } = loadKernel<{ train(settings: number, records: number, count: number): void }>('glove', memory);
    exports.train(place.settings, place.records, 1);
    const after = readBlocks(memory, layout, dimensions);

    const flatBefore = flat(parameters);
    const flatSquares = flat(squares);
    flatBefore.forEach((value, at) => {
      const lossAt = (changed: number) => {
        const moved = structuredClone(parameters);
        let left = at;
        for (const list of [...moved.w, ...moved.c, moved.b, moved.bc]) {
          if (left >= 0 && left < list.length) list[left] = changed;
          left -= list.length;
        }
        return halfLoss(moved, pair, log, weight);
      };
      // Biases lie behind the vectors, and move by the whole of their gradient.
      const rate = at < 4 * dimensions ? RATE : 1;
      const step = rate * ((lossAt(value + 1e-4) - lossAt(value - 1e-4)) / 2e-4);
      expect(flat(after.parameters)[at]).toBeCloseTo(value - step / Math.sqrt(flatSquares[at]!), 5);
      expect(flat(after.squares)[at]).toBeCloseTo(flatSquares[at]! + step ** 2, 5);
    });
    expect(lossOf(memory, layout).sum).toBeCloseTo(2 * halfLoss(parameters, pair, log, weight), 4);
    expect(lossOf(memory, layout).pairs).toBe(pair[0] === pair[1] ? 1 : 2);
  },
);
