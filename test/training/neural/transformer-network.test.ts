import { expect, test } from '@jest/globals';
import { Graph } from '../../../src/onnx/autodiff/graph.js';
import { createSession } from '../../../src/onnx/runtime/session.js';
import { tensor, type Tensors, valueCount } from '../../../src/onnx/tensor.js';
import { transformerLanguageNetwork } from '../../../src/training/neural/language-model/transformer/transformer-network.js';
import { servingScope } from '../../../src/training/neural/layers/serving-scope.js';
import { causalMask, paddingMask } from '../../../src/training/neural/layers/transformer/attention-masks.js';
import { transformerBlocks } from '../../../src/training/neural/layers/transformer/blocks.js';
import { firstPlaces } from '../../../src/training/neural/layers/transformer/rotary-positions.js';
import { normal } from '../../../src/numerics/random.js';
import { decidedText, logProbabilityServed, measuredLoss, TOKENS, trainedOn } from './language-networks.js';

const WINDOW = { batch: 3, steps: 12 };
const SHAPE = { layers: 2, heads: 2, hiddenSize: 8, feedForwardSize: 12, dropout: 0.1 };

test.each([
  ['tied', true],
  ['not tied', false],
])('what is served, token by token and in pieces, is what was trained: %s', async (_, tiedEmbeddings) => {
  const network = transformerLanguageNetwork({ ...SHAPE, vocabularySize: TOKENS, tiedEmbeddings });
  const { weights, parameterCount } = await trainedOn(network, WINDOW, 30);
  const measured = await measuredLoss(network, weights, WINDOW, 1);

  for (const ends of [[], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [5, 6]]) {
    let served = 0;
    for (let row = 1; row <= WINDOW.batch; row++)
      served += await logProbabilityServed(network, weights, decidedText(WINDOW.steps + 1, row), ends);
    // Within 1e-5 a token.
    expect(Math.abs(served + measured)).toBeLessThan(1e-5 * WINDOW.batch * WINDOW.steps);
  }
  expect(network.weightCount).toBe(parameterCount);
});

test('a text in which each token decides the next is learned', async () => {
  const network = transformerLanguageNetwork({ ...SHAPE, dropout: 0, vocabularySize: TOKENS, tiedEmbeddings: false });
  const { losses } = await trainedOn(network, WINDOW, 150);

  expect(losses[0]).toBeGreaterThan(1.5);
  expect(losses.at(-1)).toBeLessThan(0.1);
});

const WIDTH = 4;

/** Blocks over vectors (batch, length, width), with weights that depend on their names alone. */
async function blocks(vectors: Float32Array, dims: readonly number[], known: readonly number[] | null) {
  const graph = new Graph();
  const x = graph.input('x', 'FP32', ['batch', dims[1]!, WIDTH]);
  const rotation = firstPlaces(graph, dims[1]!, 2);
  const mask = known ? paddingMask(graph.input('known', 'INT64', ['batch', dims[1]!])) : causalMask(graph, dims[1]!);
  const shape = { ...SHAPE, hiddenSize: WIDTH, heads: 2 };
  const { output } = transformerBlocks(servingScope(graph, null), x, shape, { rotation, mask });
  graph.output('y', output);
  const session = await createSession(graph.builder.toBytes());
  const weights: Tensors = Object.fromEntries(
    session.inputs
      .filter(({ name }) => name !== 'x' && name !== 'known')
      .map(({ name, shape: sizes }, stream) => {
        const values = Float32Array.from({ length: valueCount(sizes) }, (_, at) => normal(1, stream, at));
        return [name, tensor('FP32', sizes, values)];
      }),
  );
  const given: Tensors = known ? { known: tensor('INT64', dims.slice(0, 2), BigInt64Array.from(known, BigInt)) } : {};
  const { y } = await session.run({ ...weights, x: tensor('FP32', dims, vectors), ...given });
  await session.release();
  return Array.from(y!.data as Float32Array);
}

const vectorsOf = (count: number) => Float32Array.from({ length: count * WIDTH }, (_, at) => normal(2, 0, at));

test('a later token changes no earlier output, and an earlier one changes those behind', async () => {
  const vectors = vectorsOf(6);
  const before = await blocks(vectors, [1, 6, WIDTH], null);
  vectors.fill(3, 3 * WIDTH, 4 * WIDTH);
  const after = await blocks(vectors, [1, 6, WIDTH], null);

  expect(after.slice(0, 3 * WIDTH)).toEqual(before.slice(0, 3 * WIDTH));
  for (let place = 3; place < 6; place++)
    expect(after.slice(place * WIDTH, (place + 1) * WIDTH)).not.toEqual(
      before.slice(place * WIDTH, (place + 1) * WIDTH),
    );
});

test('what fills up a text changes nothing of it, and each of its tokens sees all others', async () => {
  const vectors = vectorsOf(5);
  const known = [1, 1, 1, 0, 0];
  const before = await blocks(vectors, [1, 5, WIDTH], known);
  vectors.fill(3, 3 * WIDTH);
  const filled = await blocks(vectors, [1, 5, WIDTH], known);
  expect(filled.slice(0, 3 * WIDTH)).toEqual(before.slice(0, 3 * WIDTH));

  vectors.fill(-2, 2 * WIDTH, 3 * WIDTH);
  const changed = await blocks(vectors, [1, 5, WIDTH], known);
  expect(changed.slice(0, WIDTH)).not.toEqual(before.slice(0, WIDTH));
});
