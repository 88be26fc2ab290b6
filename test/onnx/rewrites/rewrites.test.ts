import { expect, test } from '@jest/globals';
import { float } from '../../../src/onnx/attributes.js';
import { GraphBuilder } from '../../../src/onnx/builder.js';
import { inspectModel } from '../../../src/onnx/inspect.js';
import { fuse } from '../../../src/onnx/rewrites/fuse.js';
import { quantizeDynamic } from '../../../src/onnx/rewrites/quantize-dynamic.js';
import { createSession } from '../../../src/onnx/runtime/session.js';
import { type Tensors, tensor } from '../../../src/onnx/tensor.js';
import { relativeError, seededNormals } from '../random.js';

const WIDTH = 64;

async function run(bytes: Uint8Array, feeds: Tensors) {
  const session = await createSession(bytes);
  const answers = await session.run(feeds);
  await session.release();
  return answers;
}

/** Two layers: a MatMul, and a Gemm that transposes and scales. */
function perceptron(): GraphBuilder {
  const graph = new GraphBuilder();
  const x = graph.input('x', 'FP32', ['N', WIDTH]);
  const w = graph.initializer('w', tensor('FP32', [WIDTH, WIDTH], seededNormals(WIDTH * WIDTH)));
  const v = graph.initializer('v', tensor('FP32', [32, WIDTH], seededNormals(32 * WIDTH, 2)));
  const b = graph.initializer('b', tensor('FP32', [32], seededNormals(32, 3)));
  const hidden = graph.node('Tanh', [graph.node('MatMul', [x, w])]);
  const y = graph.node('Gemm', [hidden, v, b], { transB: 1, alpha: float(0.5), beta: float(2) });
  graph.output('y', y, 'FP32', ['N', 32]);
  return graph;
}

test('int8 layers answer within a few percent of the original, at less than half its size', async () => {
  const original = perceptron().toBytes();
  const quantized = quantizeDynamic(original);
  const feeds = { x: tensor('FP32', [16, WIDTH], seededNormals(16 * WIDTH, 4)) };

  const [before, after] = [await run(original, feeds), await run(quantized.bytes, feeds)];

  expect(quantized.summary).toBe('1 MatMul, 1 Gemm to int8');
  expect(quantized.bytes.byteLength).toBeLessThan(original.byteLength / 2);
  expect(relativeError(after.y!.data as Float32Array, before.y!.data as Float32Array)).toBeLessThan(0.03);
  expect(inspectModel(quantized.bytes).inputs).toEqual(inspectModel(original).inputs);
});

test('a row of an int8 model gets exactly the same answer alone and beside a huge neighbour', async () => {
  const { bytes } = quantizeDynamic(perceptron().toBytes());
  const row = seededNormals(WIDTH, 5);
  const both = Float32Array.from([...row, ...seededNormals(WIDTH, 6).map((value) => value * 1e4)]);

  const alone = await run(bytes, { x: tensor('FP32', [1, WIDTH], row) });
  const beside = await run(bytes, { x: tensor('FP32', [2, WIDTH], both) });

  expect((beside.y!.data as Float32Array).slice(0, 32)).toEqual(alone.y!.data);
});

test('a row of zeros stays a row of zeros', async () => {
  const graph = new GraphBuilder();
  const x = graph.input('x', 'FP32', ['N', WIDTH]);
  const w = graph.initializer('w', tensor('FP32', [WIDTH, WIDTH], seededNormals(WIDTH * WIDTH)));
  graph.output('y', graph.node('MatMul', [x, w]), 'FP32', ['N', WIDTH]);
  const { bytes } = quantizeDynamic(graph.toBytes());

  const { y } = await run(bytes, { x: tensor('FP32', [1, WIDTH], new Float32Array(WIDTH)) });

  expect(y!.data).toEqual(new Float32Array(WIDTH));
});

test.each([
  ['wide rows have a scale each', 32],
  ['narrow rows share a scale per column', 4],
])('an int8 table of embeddings: %s', async (_, columns) => {
  const graph = new GraphBuilder();
  const ids = graph.input('ids', 'INT64', ['N']);
  const table = graph.initializer('table', tensor('FP32', [500, columns], seededNormals(500 * columns)));
  graph.output('rows', graph.node('Gather', [table, ids]), 'FP32', ['N', columns]);
  const original = graph.toBytes();
  const feeds = { ids: tensor('INT64', [3], BigInt64Array.of(0n, 499n, 7n)) };

  const quantized = quantizeDynamic(original);
  const [before, after] = [await run(original, feeds), await run(quantized.bytes, feeds)];

  expect(quantized.summary).toBe('1 Gather to int8');
  expect(quantized.bytes.byteLength).toBeLessThan(original.byteLength / 2);
  expect(relativeError(after.rows!.data as Float32Array, before.rows!.data as Float32Array)).toBeLessThan(0.01);
});

test('a matrix that two products share is stored once; one that something else reads stays as it is', async () => {
  const graph = new GraphBuilder();
  const x = graph.input('x', 'FP32', ['N', WIDTH]);
  const shared = graph.initializer('shared', tensor('FP32', [WIDTH, WIDTH], seededNormals(WIDTH * WIDTH)));
  const read = graph.initializer('read', tensor('FP32', [WIDTH, WIDTH], seededNormals(WIDTH * WIDTH, 2)));
  const once = graph.node('MatMul', [x, shared]);
  const twice = graph.node('MatMul', [once, shared]);
  graph.output('y', graph.node('MatMul', [twice, read]), 'FP32', ['N', WIDTH]);
  graph.output('norm', graph.node('ReduceSum', [read], { keepdims: 0 }), 'FP32', []);
  const quantized = quantizeDynamic(graph.toBytes());

  expect(quantized.summary).toBe('2 MatMul to int8');
  expect(inspectModel(quantized.bytes).parameterCount).toBeLessThan(2 * WIDTH * WIDTH + 4 * WIDTH);
  await expect(run(quantized.bytes, { x: tensor('FP32', [1, WIDTH], seededNormals(WIDTH)) })).resolves.toBeDefined();
});

test('a model without weights worth int8 is refused', () => {
  const graph = new GraphBuilder();
  graph.output('y', graph.node('Relu', [graph.input('x', 'FP32', [1])]), 'FP32', [1]);
  expect(() => quantizeDynamic(graph.toBytes())).toThrow('no MatMul, Gemm or Gather');
});

test('fusion makes fewer nodes of a layer normalization, with the same answers', async () => {
  const graph = new GraphBuilder();
  const x = graph.input('x', 'FP32', ['N', WIDTH]);
  const scalar = (value: number) => graph.constant(tensor('FP32', [], Float32Array.of(value)));
  const axes = graph.constant(tensor('INT64', [1], BigInt64Array.of(-1n)));
  const centred = graph.node('Sub', [x, graph.node('ReduceMean', [x, axes])]);
  const variance = graph.node('ReduceMean', [graph.node('Pow', [centred, scalar(2)]), axes]);
  const deviation = graph.node('Sqrt', [graph.node('Add', [variance, scalar(1e-5)])]);
  const scaled = graph.node('Mul', [
    graph.node('Div', [centred, deviation]),
    graph.constant(tensor('FP32', [WIDTH], seededNormals(WIDTH))),
  ]);
  const shift = graph.constant(tensor('FP32', [WIDTH], seededNormals(WIDTH, 2)));
  graph.output('y', graph.node('Add', [scaled, shift]), 'FP32', ['N', WIDTH]);
  const original = graph.toBytes();
  const feeds = { x: tensor('FP32', [3, WIDTH], seededNormals(3 * WIDTH, 3)) };

  const fused = await fuse(original);
  const [before, after] = [await run(original, feeds), await run(fused.bytes, feeds)];

  expect(fused.summary).toBe('9 nodes to 1');
  expect(relativeError(after.y!.data as Float32Array, before.y!.data as Float32Array)).toBeLessThan(1e-6);
});
