import { permutation, uniform } from '../../../src/numerics/random.js';
import { mul } from '../../../src/onnx/autodiff/operators/arithmetic.js';
import { gradients } from '../../../src/onnx/autodiff/gradients.js';
import { Graph } from '../../../src/onnx/autodiff/graph.js';
import { reduceSum } from '../../../src/onnx/autodiff/operators/reduce.js';
import type { Shape } from '../../../src/onnx/autodiff/shape.js';
import type { Variable } from '../../../src/onnx/autodiff/variable.js';
import { createSession } from '../../../src/onnx/runtime/session.js';
import { type Tensor, tensor, valueCount } from '../../../src/onnx/tensor.js';

const STEP = 1e-5;

/** An expression whose gradients are checked. */
export interface Expression {
  /** Inputs, of which "N" is free: a number when the graph runs. */
  readonly inputs: readonly Shape[];
  /** Where values lie; −2 to 2 when left out. */
  readonly between?: readonly [number, number];
  readonly of: (...inputs: Variable[]) => Variable;
}

export interface Comparison {
  readonly found: readonly number[];
  readonly expected: readonly number[];
}

/**
 * Gradients of a randomly weighted sum of the expression's values, and the same by central differences, both in 64-bit floats.
 * @param size what "N" is
 * @param free whether the graph knows it
 */
export async function compareGradients(
  { inputs, between = [-2, 2], of }: Expression,
  { size, free, seed }: { size: number; free: boolean; seed: number },
): Promise<Comparison> {
  const dims = inputs.map((shape) => shape.map((each) => (each === 'N' ? size : Number(each))));
  const graph = new Graph();
  const variables = dims.map((fixed, at) => graph.input(`x${at}`, 'FP64', free ? inputs[at]! : fixed));
  const result = of(...variables);
  const concrete = result.shape.map((each) => (typeof each === 'number' ? each : sizeOf(each, size)));
  const weights = graph.input('weights', 'FP64', result.shape);
  const loss = reduceSum(mul(result, weights));
  graph.output('loss', loss);
  gradients(loss, variables).forEach((gradient, at) => {
    graph.output(`dx${at}`, gradient);
  });
  const session = await createSession(graph.builder.toBytes());
  try {
    const values = dims.map((fixed, at) => numbers(valueCount(fixed), seed, at, between));
    const feeds = {
      ...named(dims, values),
      weights: tensor('FP64', concrete, numbers(valueCount(concrete), seed, 99, [-1, 1])),
    };
    const answers = await session.run(feeds);
    const found = dims.flatMap((_, at) => [...(answers[`dx${at}`]!.data as Float64Array)]);
    const lossOf = async () => Number((await session.run(feeds, ['loss'])).loss!.data[0]);
    const expected: number[] = [];
    for (const array of values) {
      for (const [at, value] of array.entries()) {
        array[at] = value + STEP;
        const above = await lossOf();
        array[at] = value - STEP;
        expected.push((above - (await lossOf())) / (2 * STEP));
        array[at] = value;
      }
    }
    return { found, expected };
  } finally {
    await session.release();
  }
}

/** Products and sums of sizes are written as such: "2*N". */
function sizeOf(name: string, size: number): number {
  return name
    .split('+')
    .map((term) => term.split('*').reduce((product, factor) => product * (factor === 'N' ? size : Number(factor)), 1))
    .reduce((sum, term) => sum + term, 0);
}

/** Spread evenly, in a random order, so that no two are close: at a kink a difference says nothing. */
function numbers(count: number, seed: number, stream: number, [from, to]: readonly [number, number]): Float64Array {
  const order = permutation(count, seed, stream);
  return Float64Array.from(
    order,
    (place) => from + ((to - from) * (place + 0.3 + 0.4 * uniform(seed, stream, place))) / count,
  );
}

function named(dims: readonly (readonly number[])[], values: readonly Float64Array[]): Record<string, Tensor> {
  return Object.fromEntries(dims.map((fixed, at) => [`x${at}`, tensor('FP64', fixed, values[at]!)]));
}
