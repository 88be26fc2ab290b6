import { expect, test } from '@jest/globals';
import { float } from '../../src/onnx/attributes.js';
import { GraphBuilder } from '../../src/onnx/builder.js';
import { createSession } from '../../src/onnx/runtime/session.js';
import { tensor } from '../../src/onnx/tensor.js';

async function run(bytes: Uint8Array, feeds: Parameters<Awaited<ReturnType<typeof createSession>>['run']>[0]) {
  const session = await createSession(bytes);
  try {
    return await session.run(feeds);
  } finally {
    await session.release();
  }
}

test('a graph built from nodes runs and names its output as asked', async () => {
  const graph = new GraphBuilder();
  const x = graph.input('x', 'FP32', ['N', 2]);
  const w = graph.initializer('w', tensor('FP32', [2, 2], Float32Array.of(1, 2, 3, 4)));
  const y = graph.node('LeakyRelu', [graph.node('MatMul', [x, w])], { alpha: float(0.5) });
  graph.output('y', y, 'FP32', ['N', 2]);

  const { y: answer } = await run(graph.toBytes(), { x: tensor('FP32', [2, 2], Float32Array.of(1, 1, -1, 0)) });

  expect(answer).toEqual({ type: 'FP32', dims: [2, 2], data: Float32Array.of(4, 6, -0.5, -1) });
});

test('an input and an initializer can be outputs', async () => {
  const graph = new GraphBuilder();
  const x = graph.input('x', 'INT64', [1]);
  graph.output('same', x, 'INT64', [1]);
  graph.output('twice', x, 'INT64', [1]);
  graph.output('text', graph.constant(tensor('BYTES', [1], ['héllo'])), 'BYTES', [1]);

  const answers = await run(graph.toBytes(), { x: tensor('INT64', [1], BigInt64Array.of(7n)) });

  expect(answers.same?.data).toEqual(BigInt64Array.of(7n));
  expect(answers.twice?.data).toEqual(BigInt64Array.of(7n));
  expect(answers.text?.data).toEqual(['héllo']);
});

test('the body of a Scan is a subgraph that may use values around it', async () => {
  const graph = new GraphBuilder();
  const start = graph.input('start', 'FP32', [1]);
  const steps = graph.input('steps', 'FP32', [3, 1]);
  const factor = graph.initializer('factor', tensor('FP32', [1], Float32Array.of(10)));
  const body = graph.subgraph('body');
  const state = body.input('state', 'FP32', [1]);
  const step = body.input('step', 'FP32', [1]);
  const next = body.node('Add', [state, body.node('Mul', [step, factor])]);
  body.output('next_state', next, 'FP32', [1]);
  body.output('seen', next, 'FP32', [1]);
  const [last, all] = graph.nodeOutputs('Scan', 2, [start, steps], { body, num_scan_inputs: 1 });
  graph.output('last', last!, 'FP32', [1]);
  graph.output('all', all!, 'FP32', [3, 1]);

  const answers = await run(graph.toBytes(), {
    start: tensor('FP32', [1], Float32Array.of(1)),
    steps: tensor('FP32', [3, 1], Float32Array.of(1, 2, 3)),
  });

  expect(answers.last?.data).toEqual(Float32Array.of(61));
  expect(answers.all?.data).toEqual(Float32Array.of(11, 31, 61));
});

test('a name that is taken and a fraction without float() are refused', () => {
  const graph = new GraphBuilder();
  const x = graph.input('x', 'FP32', [1]);
  graph.node('Elu', [x], { alpha: 0.5 });

  expect(() => graph.input('x', 'FP32', [1])).toThrow('has a value named "x" already');
  expect(() => graph.toBytes()).toThrow('"alpha" is 0.5: wrap numbers that are not integers in float(…)');
});

test('a tensor whose values do not fill its shape is refused', () => {
  expect(() => tensor('FP32', [2, 2], new Float32Array(3))).toThrow('cannot hold 3 values: 4 are needed');
});
