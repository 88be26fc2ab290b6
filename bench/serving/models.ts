import type { GraphBuilder, Value } from '../../src/onnx/builder.js';
import type { Tensor } from '../../src/onnx/tensor.js';
import { importBuilt } from '../installation/programs.js';

/** A model that is served with one row a request and with many. */
export interface BenchModel {
  name: string;
  bytes: Uint8Array;
  input: { name: string; datatype: 'FP32' | 'INT64'; shape: readonly number[] };
  /** Little-endian bytes of one row, another for each number. */
  row(number: number): Buffer;
}

const { GraphBuilder: Builder } = await importBuilt<typeof import('../../src/onnx/builder.js')>('onnx/builder.js');
const { tensor } = await importBuilt<typeof import('../../src/onnx/tensor.js')>('onnx/tensor.js');

/** Small weights that differ from place to place: the speed does not depend on them, and nothing overflows. */
function weights(...dims: number[]): Tensor {
  const size = dims.reduce((product, dim) => product * dim, 1);
  const scale = 1 / Math.sqrt(dims[0]!);
  return tensor(
    'FP32',
    dims,
    Float32Array.from({ length: size }, (_, at) => Math.sin(at * 12.9898) * scale),
  );
}
const whole = (...values: number[]): Tensor => tensor('INT64', [values.length], BigInt64Array.from(values, BigInt));

function dense(graph: GraphBuilder, x: Value, from: number, to: number): Value {
  return graph.node('Add', [graph.node('MatMul', [x, graph.constant(weights(from, to))]), graph.constant(weights(to))]);
}

function tokenRow(tokens: number, vocabulary: number): (number: number) => Buffer {
  return (number) =>
    Buffer.from(BigInt64Array.from({ length: tokens }, (_, at) => BigInt((number * 31 + at * 7) % vocabulary)).buffer);
}

/** Mean of 64 embeddings, a linear layer, softmax: a classifier of bags of words. */
function embeddingBag(): BenchModel {
  const [tokens, vocabulary, size, labels] = [64, 20_000, 64, 8];
  const graph = new Builder();
  const ids = graph.input('ids', 'INT64', ['N', tokens]);
  const vectors = graph.node('Gather', [graph.constant(weights(vocabulary, size)), ids]);
  const mean = graph.node('ReduceMean', [vectors, graph.constant(whole(1))], { keepdims: 0 });
  graph.output('y', graph.node('Softmax', [dense(graph, mean, size, labels)]), 'FP32', ['N', labels]);
  const input = { name: 'ids', datatype: 'INT64', shape: [tokens] } as const;
  return { name: 'embedding-bag', bytes: graph.toBytes(), input, row: tokenRow(tokens, vocabulary) };
}

/** Three layers: 256 → 512 → 512 → 16. */
function perceptron(): BenchModel {
  const graph = new Builder();
  const x = graph.input('x', 'FP32', ['N', 256]);
  const first = graph.node('Relu', [dense(graph, x, 256, 512)]);
  const second = graph.node('Relu', [dense(graph, first, 512, 512)]);
  graph.output('y', dense(graph, second, 512, 16), 'FP32', ['N', 16]);
  const input = { name: 'x', datatype: 'FP32', shape: [256] } as const;
  const row = (number: number) =>
    Buffer.from(Float32Array.from({ length: 256 }, (_, at) => Math.sin(number + at)).buffer);
  return { name: 'mlp', bytes: graph.toBytes(), input, row };
}

/** Six layers of a transformer encoder in the size of MiniLM: 384 wide, 12 heads, 32 tokens a row; then the mean of the tokens. */
function encoder(): BenchModel {
  const [tokens, vocabulary, size, heads, labels] = [32, 4_000, 384, 12, 8];
  const graph = new Builder();
  const ids = graph.input('ids', 'INT64', ['N', tokens]);
  const one = graph.constant(tensor('FP32', [], Float32Array.of(1)));
  const half = graph.constant(tensor('FP32', [], Float32Array.of(0.5)));
  const root2 = graph.constant(tensor('FP32', [], Float32Array.of(Math.SQRT2)));
  const scale = graph.constant(tensor('FP32', [], Float32Array.of(1 / Math.sqrt(size / heads))));
  const norm = (x: Value) =>
    graph.node('LayerNormalization', [x, graph.constant(weights(size)), graph.constant(weights(size))], { axis: -1 });
  const split = (x: Value, perm: number[]) =>
    graph.node('Transpose', [graph.node('Reshape', [x, graph.constant(whole(0, tokens, heads, size / heads))])], {
      perm,
    });
  let x = graph.node('Gather', [graph.constant(weights(vocabulary, size)), ids]);
  for (let layer = 0; layer < 6; layer += 1) {
    const [query, key, value] = [0, 1, 2].map(() => dense(graph, x, size, size)) as [Value, Value, Value];
    const scores = graph.node('MatMul', [split(query, [0, 2, 1, 3]), split(key, [0, 2, 3, 1])]);
    const mixed = graph.node('MatMul', [
      graph.node('Softmax', [graph.node('Mul', [scores, scale])], { axis: -1 }),
      split(value, [0, 2, 1, 3]),
    ]);
    const merged = graph.node('Reshape', [
      graph.node('Transpose', [mixed], { perm: [0, 2, 1, 3] }),
      graph.constant(whole(0, tokens, size)),
    ]);
    x = norm(graph.node('Add', [x, dense(graph, merged, size, size)]));
    const wide = dense(graph, x, size, 4 * size);
    const erf = graph.node('Add', [graph.node('Erf', [graph.node('Div', [wide, root2])]), one]);
    const gelu = graph.node('Mul', [graph.node('Mul', [wide, erf]), half]);
    x = norm(graph.node('Add', [x, dense(graph, gelu, 4 * size, size)]));
  }
  const mean = graph.node('ReduceMean', [x, graph.constant(whole(1))], { keepdims: 0 });
  graph.output('y', dense(graph, mean, size, labels), 'FP32', ['N', labels]);
  const input = { name: 'ids', datatype: 'INT64', shape: [tokens] } as const;
  return { name: 'bert-like', bytes: graph.toBytes(), input, row: tokenRow(tokens, vocabulary) };
}

export const MODELS: readonly (() => BenchModel)[] = [embeddingBag, perceptron, encoder];
