import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uniform } from '../../src/numerics/random.js';
import { unitVector } from '../../src/numerics/unit-vector.js';
import { directionsOf } from '../../src/onnx/product-table.js';
import { quantizeProducts } from '../../src/onnx/rewrites/quantize-products.js';
import { createSession } from '../../src/onnx/runtime/session.js';
import { tensor } from '../../src/onnx/tensor.js';
import { productsOfWords } from '../../src/pipelines/words/word-products.js';
import { WordSearch } from '../../src/pipelines/words/word-search.js';
import { WORD_TABLE, wordTableGraph } from '../../src/pipelines/words/word-table-graph.js';

const ROWS = 5_000;
const WORDS = 4_900;
/** No multiple of four: the last part is cut short. */
const DIMENSIONS = 18;

let folder: string;
let modelPath: string;
let quantized: Uint8Array;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-test-'));
  modelPath = join(folder, 'model.onnx');
  const values = Float32Array.from({ length: ROWS * DIMENSIONS }, (_, at) => {
    const row = Math.floor(at / DIMENSIONS);
    return (1 + (row % 5)) * (uniform(1, row % 400, at % DIMENSIONS) - 0.5 + (uniform(2, row, at) - 0.5) / 10);
  });
  const table = wordTableGraph(DIMENSIONS, (graph) =>
    graph.initializer(WORD_TABLE, tensor('FP32', [ROWS, DIMENSIONS], values)),
  );
  quantized = (await quantizeProducts(table)).bytes;
  await writeFile(modelPath, quantized);
});
afterAll(() => rm(folder, { recursive: true }));

test('the words of a quantized table are searched without making it whole: the neighbours are those of its rows', async () => {
  const search = (await WordSearch.open(modelPath, WORDS))!;
  const rows = directionsOf((await productsOfWords(modelPath))!, 0, ROWS);
  const unit = Array.from({ length: WORDS }, (_, row) =>
    unitVector(rows.subarray(row * DIMENSIONS, (row + 1) * DIMENSIONS)),
  );
  const queries = [3, 1_234, 4_899].map((row) => unit[row]!);
  const found = await search.nearest(queries, 7);
  await search.release();

  queries.forEach((query, at) => {
    const cosines = unit.map((row, number) => ({
      number,
      similarity: row.reduce((sum, value, place) => sum + value * query[place]!, 0),
    }));
    const nearest = cosines.sort((a, b) => b.similarity - a.similarity).slice(0, 7);
    nearest.forEach(({ similarity }, place) => {
      expect(found[at]![place]!.similarity).toBeCloseTo(similarity, 5);
    });
    expect(found[at]!.every(({ number }) => number < WORDS)).toBe(true);
  });
});

test('a quantized table that is searched embeds as its graph does', async () => {
  const feeds = {
    ids: tensor('INT64', [2, 2], BigInt64Array.of(5n, 4_950n, 17n, 0n)),
    weights: tensor('FP32', [2, 2], Float32Array.of(0.5, 0.5, 1, 0)),
  };
  const [session, search] = [await createSession(quantized), await WordSearch.open(modelPath, WORDS)];
  const [own, searched] = [await session.run(feeds), await search!.run(feeds, ['embedding'])];
  expect(searched.embedding!.dims).toEqual([2, DIMENSIONS]);
  expect(searched.embedding!.data).toEqual(own.embedding!.data);
  await session.release();
  await search!.release();
});
