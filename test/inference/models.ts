import { GraphBuilder } from '../../src/onnx/builder.js';
import { tensor } from '../../src/onnx/tensor.js';

/** y = 2x + 1, of rows of two; every answer tells what was asked. */
export function echoModel(): Uint8Array {
  const graph = new GraphBuilder();
  const x = graph.input('x', 'FP32', ['N', 2]);
  const two = graph.constant(tensor('FP32', [], Float32Array.of(2)));
  const one = graph.constant(tensor('FP32', [], Float32Array.of(1)));
  graph.output('y', graph.node('Add', [graph.node('Mul', [x, two]), one]), 'FP32', ['N', 2]);
  return graph.toBytes();
}

/** y = x in half precision. */
export function halfModel(): Uint8Array {
  const graph = new GraphBuilder();
  graph.output('y', graph.node('Identity', [graph.input('x', 'FP16', ['N'])]), 'FP16', ['N']);
  return graph.toBytes();
}

/** y = x / d in integers: the least integer by -1 crashes the process, as does nothing else. */
export function poisonableModel(): Uint8Array {
  const graph = new GraphBuilder();
  const x = graph.input('x', 'INT32', ['N']);
  const d = graph.input('d', 'INT32', ['N']);
  graph.output('y', graph.node('Div', [x, d]), 'INT32', ['N']);
  return graph.toBytes();
}

/** y = the row's mean, halved, by one line of a table of as many mebibytes as asked. */
export function weightyModel(mebibytes: number): Uint8Array {
  const graph = new GraphBuilder();
  const x = graph.input('x', 'FP32', ['N', 1024]);
  const lines = mebibytes * 256;
  const table = graph.constant(tensor('FP32', [lines, 1024], new Float32Array(lines * 1024).fill(0.5)));
  const columns = graph.constant(tensor('INT64', [1], BigInt64Array.of(1n)));
  const mean = graph.node('ReduceMean', [x, columns], { keepdims: 0 });
  const line = graph.node('Cast', [graph.node('Greater', [mean, mean])], { to: 7 });
  const halves = graph.node('Mul', [x, graph.node('Gather', [table, line])]);
  graph.output('y', graph.node('ReduceMean', [halves, columns], { keepdims: 0 }), 'FP32', ['N']);
  return graph.toBytes();
}

/** Adds one `steps` times: runs as long as asked. */
export function spinModel(): Uint8Array {
  const graph = new GraphBuilder();
  const steps = graph.input('steps', 'INT64', [1]);
  const trips = graph.node('Reshape', [steps, graph.constant(tensor('INT64', [0], new BigInt64Array()))]);
  const one = graph.constant(tensor('FP32', [1], Float32Array.of(1)));
  const zero = graph.constant(tensor('FP32', [1], Float32Array.of(0)));
  const body = graph.subgraph('body');
  body.input('step', 'INT64', []);
  const go = body.input('go', 'BOOL', []);
  const sum = body.input('sum', 'FP32', [1]);
  body.output('go_on', go, 'BOOL', []);
  body.output('next_sum', body.node('Add', [sum, one]), 'FP32', [1]);
  graph.output('y', graph.node('Loop', [trips, null, zero], { body }), 'FP32', [1]);
  return graph.toBytes();
}

/** A product whose rows share one scale: a row's answer depends on its neighbours. */
export function sharedScaleModel(): Uint8Array {
  const graph = new GraphBuilder();
  const x = graph.input('x', 'FP32', ['N', 8]);
  const weights = graph.constant(
    tensor(
      'INT8',
      [8, 2],
      Int8Array.from({ length: 16 }, (_, index) => index * 7 - 50),
    ),
  );
  const [values, scale, zeroPoint] = graph.nodeOutputs('DynamicQuantizeLinear', 3, [x]);
  const sums = graph.node('Cast', [graph.node('MatMulInteger', [values!, weights, zeroPoint!])], { to: 1 });
  graph.output('y', graph.node('Mul', [sums, scale!]), 'FP32', ['N', 2]);
  return graph.toBytes();
}
