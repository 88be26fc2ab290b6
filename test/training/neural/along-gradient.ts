import { tensor, type Tensors } from '../../../src/onnx/tensor.js';

/**
 * How a loss changes along its gradient, by that of gradient descent and by differences.
 * @param stepFrom loss at given weights, and the weights after a step of gradient descent at rate 1
 * @param reach how far to go along the gradient for the differences
 * @returns the gradient's length, and the slope by differences as a share of it: 1 where both say the same
 */
export async function alongGradient(
  weights: Tensors,
  stepFrom: (weights: Tensors) => Promise<{ loss: number; next: Tensors }>,
  reach: number,
): Promise<{ length: number; share: number }> {
  const { next } = await stepFrom(weights);
  const gradient = combined(weights, next, (before, after) => before - after);
  const squares = Object.values(gradient).map(({ data }) =>
    (data as Float32Array).reduce((sum, value) => sum + value * value, 0),
  );
  const length = Math.sqrt(squares.reduce((sum, each) => sum + each, 0));
  const step = reach / length;
  const [above, below] = await Promise.all(
    [step, -step].map((by) => stepFrom(combined(weights, gradient, (weight, slope) => weight + by * slope))),
  );
  return { length, share: (above!.loss - below!.loss) / (2 * step) / (length * length) };
}

/** Weights by name, number by number of two. */
export function combined(left: Tensors, right: Tensors, of: (left: number, right: number) => number): Tensors {
  return Object.fromEntries(
    Object.entries(left).map(([name, { dims, data }]) => {
      const others = right[name]!.data as Float32Array;
      const values = Float32Array.from(data as Float32Array, (value, at) => of(value, others[at]!));
      return [name, tensor('FP32', dims, values)];
    }),
  );
}
