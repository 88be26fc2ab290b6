import { expect, test } from '@jest/globals';
import {
  abs,
  exp,
  gelu,
  log,
  relu,
  sigmoid,
  silu,
  softplus,
  sqrt,
  tanh,
} from '../../../src/onnx/autodiff/operators/activations.js';
import {
  add,
  div,
  maximum,
  minimum,
  mul,
  neg,
  pow,
  square,
  sub,
} from '../../../src/onnx/autodiff/operators/arithmetic.js';
import { attention } from '../../../src/onnx/autodiff/operators/attention.js';
import { gather, pick, scatter } from '../../../src/onnx/autodiff/operators/gather.js';
import { gradients } from '../../../src/onnx/autodiff/gradients.js';
import { reshape, squeeze, transpose, unsqueeze } from '../../../src/onnx/autodiff/operators/layout.js';
import { matmul, product } from '../../../src/onnx/autodiff/operators/matmul.js';
import { reduceMax } from '../../../src/onnx/autodiff/operators/max.js';
import { reduceMean } from '../../../src/onnx/autodiff/operators/mean.js';
import { layerNorm, rmsNorm } from '../../../src/onnx/autodiff/operators/normalize.js';
import { concat, pad, slice, split } from '../../../src/onnx/autodiff/operators/pieces.js';
import { expand, reduceSum } from '../../../src/onnx/autodiff/operators/reduce.js';
import { sampledCrossEntropy } from '../../../src/onnx/autodiff/operators/sampled-softmax.js';
import { cast, cutOff, equal, greater, where } from '../../../src/onnx/autodiff/operators/select.js';
import { crossEntropy, logSoftmax, softmax } from '../../../src/onnx/autodiff/operators/softmax.js';
import type { Variable } from '../../../src/onnx/autodiff/variable.js';
import { tensor } from '../../../src/onnx/tensor.js';
import { compareGradients, type Expression } from './finite-differences.js';

const TOLERANCE = 1e-6;

function whole(like: Variable, values: readonly number[], dims: readonly number[] = [values.length]): Variable {
  return like.graph.constant(tensor('INT64', dims, BigInt64Array.from(values, BigInt)));
}

const EXPRESSIONS: Record<string, Expression> = {
  'a sum with a row': { inputs: [['N', 3], [3]], of: add },
  'a sum with a column': {
    inputs: [
      ['N', 3],
      ['N', 1],
    ],
    of: add,
  },
  'a difference of a matrix and a stack of matrices': {
    inputs: [
      [2, 3],
      ['N', 1, 3],
    ],
    of: sub,
  },
  'a product with a scalar': { inputs: [['N', 3], []], of: mul },
  'a product with a constant on the left': { inputs: [['N']], of: (x) => mul(2.5, x) },
  'a square': { inputs: [['N', 2]], of: square },
  'a quotient': {
    inputs: [
      ['N', 3],
      [1, 3],
    ],
    between: [0.5, 2],
    of: div,
  },
  'one divided by a variable': { inputs: [['N']], between: [0.5, 2], of: (x) => div(1, x) },
  'a variable to a constant power': { inputs: [['N', 2]], between: [0.3, 2], of: (x) => pow(x, 2.5) },
  'a constant to a variable power': { inputs: [['N', 2]], of: (x) => pow(1.7, x) },
  'a power of two variables': { inputs: [['N', 2], [2]], between: [0.3, 2], of: pow },
  'a negative': { inputs: [['N']], of: neg },
  'a maximum with a row': { inputs: [['N', 3], [3]], of: maximum },
  'a minimum of a variable and a constant': { inputs: [['N', 3]], of: (x) => minimum(x, 0.1) },
  tanh: { inputs: [['N', 2]], of: tanh },
  sigmoid: { inputs: [['N', 2]], of: sigmoid },
  relu: { inputs: [['N', 2]], of: relu },
  gelu: { inputs: [['N', 2]], of: gelu },
  silu: { inputs: [['N', 2]], of: silu },
  softplus: { inputs: [['N', 2]], of: softplus },
  'an exponential': { inputs: [['N', 2]], of: exp },
  'a logarithm': { inputs: [['N', 2]], between: [0.2, 2], of: log },
  'a square root': { inputs: [['N', 2]], between: [0.2, 2], of: sqrt },
  'a magnitude': { inputs: [['N', 2]], of: abs },
  'a product of matrices': {
    inputs: [
      ['N', 3],
      [3, 2],
    ],
    of: matmul,
  },
  'a product with a matrix of every row of a stack': {
    inputs: [
      [2, 'N', 3],
      [3, 2],
    ],
    of: matmul,
  },
  'a product of stacks of matrices': {
    inputs: [
      ['N', 2, 3],
      ['N', 3, 2],
    ],
    of: matmul,
  },
  'a product of a stack and one matrix that repeats': {
    inputs: [
      ['N', 2, 3],
      [1, 3, 2],
    ],
    of: matmul,
  },
  'a product whose left matrix is transposed': {
    inputs: [
      [3, 'N'],
      [3, 2],
    ],
    of: (a, b) => product(a, b, { transposeA: true }),
  },
  'a product whose right matrix is transposed': {
    inputs: [
      ['N', 3],
      [2, 3],
    ],
    of: (a, b) => product(a, b, { transposeB: true }),
  },
  'a product of two transposed matrices': {
    inputs: [
      [3, 'N'],
      [2, 3],
    ],
    of: (a, b) => product(a, b, { transposeA: true, transposeB: true }),
  },
  'a product with a row added': { inputs: [['N', 3], [3, 2], [2]], of: (a, b, c) => product(a, b, { plus: c }) },
  'a product with a matrix added': {
    inputs: [
      ['N', 3],
      [3, 2],
      ['N', 2],
    ],
    of: (a, b, c) => product(a, b, { plus: c }),
  },
  'a matrix and a row that several steps share': {
    inputs: [['N', 3], [3, 3], [3]],
    of: (x, w, b) => tanh(add(matmul(tanh(add(matmul(tanh(add(matmul(x, w), b)), w), b)), w), b)),
  },
  'an embedding that is the output matrix, too': {
    inputs: [[4, 3]],
    of: (table) => product(tanh(gather(table, whole(table, [2, 0, 2]))), table, { transposeB: true }),
  },
  'a sum over an axis': { inputs: [['N', 3, 2]], of: (x) => reduceSum(x, [1]) },
  'a sum over axes that stay': { inputs: [['N', 3, 2]], of: (x) => reduceSum(x, [0, 2], true) },
  'a sum over everything': { inputs: [['N', 3]], of: (x) => square(reduceSum(x)) },
  'a mean over an axis': { inputs: [['N', 3]], of: (x) => square(reduceMean(x, [-1])) },
  'a mean over the batch': { inputs: [['N', 3]], of: (x) => square(reduceMean(x, [0])) },
  'a softmax shifted by its largest value': {
    inputs: [['N', 3]],
    of: (x) => {
      const shifted = exp(sub(x, reduceMax(x, [-1], true)));
      return div(shifted, reduceSum(shifted, [-1], true));
    },
  },
  'the largest of each column': { inputs: [['N', 3]], of: (x) => square(reduceMax(x, [0])) },
  'the largest over two axes that stay': { inputs: [[2, 'N', 3]], of: (x) => mul(x, reduceMax(x, [0, 2], true)) },
  'an expanded row': { inputs: [[1, 3]], of: (x) => expand(x, [2, 4, 3]) },
  'a reshaped tensor': { inputs: [['N', 2, 3]], of: (x) => square(reshape(x, ['N', 6])) },
  'a tensor reshaped with two free sizes that stay': {
    inputs: [['N', 'N', 2, 3]],
    of: (x) => square(reshape(x, [x.shape[0]!, x.shape[1]!, 6])),
  },
  'a transposed tensor': { inputs: [['N', 2, 3]], of: (x) => square(transpose(x, [2, 0, 1])) },
  'axes taken off and put on': { inputs: [['N', 1, 3]], of: (x) => square(unsqueeze(squeeze(x, [1]), [0, 3])) },
  'tensors one behind the other': {
    inputs: [
      ['N', 2],
      ['N', 3],
    ],
    of: (a, b) => square(concat([a, b, a], 1)),
  },
  'a tensor cut into parts, of which one goes nowhere': {
    inputs: [['N', 6]],
    of: (x) => {
      const [first, , third] = split(x, [1, 2, 3], 1);
      return mul(first!, square(third!));
    },
  },
  'a slice': { inputs: [['N', 5]], of: (x) => square(slice(x, 1, 1, 4)) },
  'a padded tensor': { inputs: [['N', 2]], of: (x) => square(pad(x, -1, 1, 2)) },
  'rows of a table, one of them twice': {
    inputs: [[4, 3]],
    of: (table) => square(gather(table, whole(table, [1, 3, 1, 0], [2, 2]))),
  },
  'slices of a table of matrices': { inputs: [[3, 2, 2]], of: (table) => square(gather(table, whole(table, [2, 2]))) },
  'one value of each row': { inputs: [[3, 4]], of: (x) => square(pick(x, whole(x, [3, 0, 0]))) },
  'values added at places, one of them twice': {
    inputs: [
      [2, 3],
      [2, 2],
    ],
    of: (base, updates) => square(scatter(base, whole(base, [1, 1, 0, 2], [2, 2]), updates, 1)),
  },
  softmax: { inputs: [['N', 4]], of: softmax },
  'log-softmax': { inputs: [['N', 4]], of: logSoftmax },
  'cross-entropy': { inputs: [[3, 4]], of: (x) => crossEntropy(x, whole(x, [3, 0, 1])) },
  'cross-entropy over sequences': { inputs: [[2, 2, 4]], of: (x) => crossEntropy(x, whole(x, [3, 0, 1, 1], [2, 2])) },
  'cross-entropy with a sampled normalizer': {
    inputs: [[3], [3, 2], [2]],
    of: (target, logits, logInclusion) =>
      sampledCrossEntropy(target, { logits, logInclusion }, whole(logits, [1, 5, 2])),
  },
  'layer normalization': { inputs: [['N', 4], [4], [4]], of: (x, scale, shift) => layerNorm(x, scale, shift) },
  'root mean square normalization': { inputs: [['N', 4], [4]], of: (x, gain) => rmsNorm(x, gain) },
  'attention that passes over a key': {
    inputs: [
      ['N', 3, 4],
      ['N', 2, 4],
      ['N', 2, 3],
    ],
    of: (q, k, v) => {
      const mask = q.graph.constant(tensor('FP64', [3, 2], Float64Array.of(0, -1e9, 0, 0, 0, 0)));
      return attention(q, k, v, mask);
    },
  },
  'attention of a sequence to itself': {
    inputs: [[2, 'N', 4]],
    of: (x) => attention(x, x, square(x), x.graph.scalar('FP64', 0)),
  },
  'a choice by a condition': { inputs: [['N', 3], [3]], of: (a, b) => where(greater(a, b), mul(a, b), square(b)) },
  'a choice by equality': { inputs: [['N', 3]], of: (x) => where(equal(x, 0), x, mul(2, x)) },
  'a gradient that is differentiated again': {
    inputs: [
      ['N', 3],
      [3, 2],
    ],
    of: (x, w) => square(gradients(softmax(tanh(matmul(x, w))), [w])[0]!),
  },
  'the gradient of attention, differentiated again': {
    inputs: [[2, 3]],
    of: (x) => square(gradients(square(attention(x, x, x, x.graph.scalar('FP64', 0))), [x])[0]!),
  },
  'two losses of the same parts put together': {
    inputs: [
      [2, 3],
      [2, 2],
    ],
    of: (x, y) => {
      const together = concat([x, y], 1);
      const [first, second] = [square(together), tanh(together)].map((loss) => gradients(loss, [x])[0]!);
      return add(mul(first!, 2), second!);
    },
  },
  'the norm of a cross-entropy’s gradient': {
    inputs: [[2, 3]],
    of: (x) => square(gradients(crossEntropy(tanh(x), whole(x, [0, 2])), [x])[0]!),
  },
};

test.each(Object.entries(EXPRESSIONS))('the gradient of %s is what differences say', async (_, expression) => {
  for (const [seed, size] of [1, 3, 2].entries()) {
    const { found, expected } = await compareGradients(expression, { size, free: seed > 0, seed });

    expect(found).toHaveLength(expected.length);
    found.forEach((value, at) => {
      expect(Math.abs(value - expected[at]!)).toBeLessThan(TOLERANCE * Math.max(1, Math.abs(expected[at]!)));
    });
  }
});

test('no gradient flows through what is cut off, nor to what the loss does not depend on', async () => {
  const { found } = await compareGradients(
    { inputs: [[2], [2]], of: (x) => mul(x, cutOff(x)) },
    { size: 1, free: false, seed: 1 },
  );
  const { expected } = await compareGradients(
    { inputs: [[2]], of: (x) => mul(0.5, square(x)) },
    { size: 1, free: false, seed: 1 },
  );

  found.slice(0, 2).forEach((value, at) => {
    expect(value).not.toBeCloseTo(2 * expected[at]!, 3);
  });
  expect(found.slice(2)).toEqual([0, 0]);
});

test('shapes that do not fit are refused while the graph is built, with both shapes named', async () => {
  const refused = (inputs: Expression['inputs'], of: Expression['of']) =>
    compareGradients({ inputs, of }, { size: 2, free: true, seed: 1 });

  await expect(
    refused(
      [
        ['N', 3],
        ['N', 2],
      ],
      add,
    ),
  ).rejects.toThrow('[N, 3] and [N, 2] do not fit together');
  await expect(
    refused(
      [
        ['N', 3],
        [2, 3],
      ],
      matmul,
    ),
  ).rejects.toThrow('no matrix product of [N, 3] and [2, 3]');
  await expect(refused([['N', 3]], (x) => reshape(x, [2, 2]))).rejects.toThrow('[N, 3] cannot take the shape [2, 2]');
  await expect(refused([[4]], (x) => split(x, [1, 2], 0)[0]!)).rejects.toThrow('[1, 2] do not make up 4');
  await expect(refused([[4]], (x) => add(x, cast(x, 'FP32')))).rejects.toThrow('FP64 and FP32 do not go together');
  await expect(refused([[4]], (x) => reduceSum(x, [1]))).rejects.toThrow('no axis 1 in a tensor of 1 axes');
});
