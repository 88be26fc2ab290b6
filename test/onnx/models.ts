import { GraphBuilder } from '../../src/onnx/builder.js';
import { tensor } from '../../src/onnx/tensor.js';

/** y = x · w, of free batch size; `w` is 4 by 2. */
export function linearModel(): GraphBuilder {
  const graph = new GraphBuilder();
  const x = graph.input('x', 'FP32', ['N', 4]);
  const w = graph.initializer('w', tensor('FP32', [4, 2], Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8)));
  graph.output('y', graph.node('MatMul', [x, w]), 'FP32', ['N', 2]);
  return graph;
}

/** Divides the least integer by -1 while constants are folded: the processor stops the process. */
export function crashingModel(): GraphBuilder {
  const graph = new GraphBuilder();
  const x = graph.input('x', 'INT32', [1]);
  const least = graph.constant(tensor('INT32', [1], Int32Array.of(-(2 ** 31))));
  const minusOne = graph.constant(tensor('INT32', [1], Int32Array.of(-1)));
  graph.output('y', graph.node('Add', [x, graph.node('Div', [least, minusOne])]), 'INT32', [1]);
  return graph;
}

/** Fills `count` numbers while constants are folded. */
export function hungryModel(count: number): GraphBuilder {
  const graph = new GraphBuilder();
  const x = graph.input('x', 'FP32', [1]);
  const shape = graph.constant(tensor('INT64', [1], BigInt64Array.of(BigInt(count))));
  const filled = graph.node('ConstantOfShape', [shape], { value: tensor('FP32', [1], Float32Array.of(1)) });
  graph.output('y', graph.node('Add', [x, filled]), 'FP32', ['N']);
  return graph;
}

/** Adds one again and again until `steps` is reached. */
export function slowModel(steps: bigint): GraphBuilder {
  const graph = new GraphBuilder();
  const x = graph.input('x', 'FP32', [1]);
  const trips = graph.constant(tensor('INT64', [], BigInt64Array.of(steps)));
  const body = graph.subgraph('body');
  body.input('step', 'INT64', []);
  const go = body.input('go', 'BOOL', []);
  const state = body.input('state', 'FP32', [1]);
  body.output('go_on', go, 'BOOL', []);
  body.output('next', body.node('Add', [state, x]), 'FP32', [1]);
  graph.output('y', graph.node('Loop', [trips, null, x], { body }), 'FP32', [1]);
  return graph;
}
