import { normal, uniform } from '../../numerics/random.js';

/** First values of a weight, the same for the same seed and stream. */
export type Initializer = (values: Float32Array, shape: readonly number[], seed: number, stream: number) => void;

export const zeros: Initializer = (values) => {
  values.fill(0);
};

/** Evenly from −limit to limit. */
export function uniformWithin(limit: number): Initializer {
  return (values, _, seed, stream) => {
    for (let at = 0; at < values.length; at++) values[at] = limit * (2 * uniform(seed, stream, at) - 1);
  };
}

/** Normal with mean 0. */
export function normalWith(deviation: number): Initializer {
  return (values, _, seed, stream) => {
    for (let at = 0; at < values.length; at++) values[at] = deviation * normal(seed, stream, at);
  };
}

/**
 * Evenly, so that variances stay alike forth and back through a matrix (inputs, outputs).
 * @see Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks (2010)
 */
export const glorotUniform: Initializer = (values, shape, seed, stream) => {
  const [inputs = 1, outputs = 1] = shape;
  uniformWithin(Math.sqrt(6 / (inputs + outputs)))(values, shape, seed, stream);
};

/**
 * Normal with the deviation √(2 ÷ (5 · width)), by which GPT-2's 0.02 goes to other widths than its own.
 * @see Nguyen and Salazar, Transformers without Tears (2019)
 */
export function smallNormal(width: number): Initializer {
  return normalWith(Math.sqrt(2 / (5 * width)));
}

export const ones: Initializer = (values) => {
  values.fill(1);
};
