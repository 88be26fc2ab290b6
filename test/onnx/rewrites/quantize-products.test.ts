import { expect, test } from '@jest/globals';
import { GraphBuilder } from '../../../src/onnx/builder.js';
import { quantizeProducts } from '../../../src/onnx/rewrites/quantize-products.js';
import { createSession } from '../../../src/onnx/runtime/session.js';
import { tensor } from '../../../src/onnx/tensor.js';
import { uniform } from '../../../src/numerics/random.js';

const ROWS = 6_000;

/** A table whose rows lie near 300 directions, of any length. */
function lookUpModel(dimensions: number, rows = ROWS): Uint8Array<ArrayBuffer> {
  const values = new Float32Array(rows * dimensions);
  for (let row = 0; row < rows; row++)
    for (let at = 0; at < dimensions; at++)
      values[row * dimensions + at] =
        (1 + (row % 7)) * (uniform(1, row % 300, at) - 0.5 + (uniform(2, row, at) - 0.5) / 50);
  const graph = new GraphBuilder('look_up');
  const ids = graph.input('ids', 'INT64', ['N', 'T']);
  const table = graph.initializer('table', tensor('FP32', [rows, dimensions], values));
  graph.output('rows', graph.node('Gather', [table, ids], { axis: 0 }), 'FP32', ['N', 'T', dimensions]);
  return graph.toBytes();
}

async function rowsOf(model: Uint8Array): Promise<Float32Array> {
  const session = await createSession(model);
  const ids = BigInt64Array.from({ length: 600 }, (_, at) => BigInt((at * 7) % ROWS));
  const { rows } = await session.run({ ids: tensor('INT64', [3, 200], ids) });
  await session.release();
  return rows!.data as Float32Array;
}

test.each([16, 18])(
  'a table of %d columns takes a fifth of the room at most, and its rows stay near',
  async (dimensions) => {
    const model = lookUpModel(dimensions);
    const { bytes, summary } = await quantizeProducts(model);
    expect(summary).toBe(`6000 rows of ${dimensions} numbers to 4 numbers a byte`);
    expect(bytes.length).toBeLessThan(model.length / 5);
    const [before, after] = [await rowsOf(model), await rowsOf(bytes)];
    expect(after).toHaveLength(before.length);
    const squares = (values: Float32Array) => values.reduce((sum, value) => sum + value * value, 0);
    expect(squares(before.map((value, at) => value - after[at]!)) / squares(before)).toBeLessThan(0.03);
  },
);

test('the same table gives the same bytes', async () => {
  const model = lookUpModel(16);
  expect((await quantizeProducts(model)).bytes).toEqual((await quantizeProducts(model)).bytes);
});

test('a model without a large table is refused', async () => {
  await expect(quantizeProducts(lookUpModel(16, 100))).rejects.toThrow('looks up rows of no table of 4096 rows');
});
