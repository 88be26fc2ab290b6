import { normal, streamOf, uniform } from '../../numerics/random.js';

/**
 * Random numbers that a step takes.
 * mask: 1 ÷ keep for a share `keep` of the values, 0 for the others; normal: mean 0, deviation 1;
 * gumbel: −log(−log u), which added to logits makes the largest of them a sample.
 */
export type Noise =
  { readonly kind: 'mask'; readonly keep: number } | { readonly kind: 'normal' | 'gumbel' | 'uniform' };

/** Least u of a Gumbel draw, so that both logarithms are finite. */
const LEAST = 2 ** -33;

/**
 * The numbers of one step. They depend on seed, step and place alone, so that a training that goes on draws what it would have drawn.
 * @param place number of this input among the random ones of its graph
 */
export function fillNoise(values: Float32Array, noise: Noise, seed: number, step: number, place: number): void {
  const stream = streamOf(step, place);
  switch (noise.kind) {
    case 'mask': {
      const scale = 1 / noise.keep;
      for (let at = 0; at < values.length; at++) values[at] = uniform(seed, stream, at) < noise.keep ? scale : 0;
      return;
    }
    case 'uniform':
      for (let at = 0; at < values.length; at++) values[at] = uniform(seed, stream, at);
      return;
    case 'normal':
      for (let at = 0; at < values.length; at++) values[at] = normal(seed, stream, at);
      return;
    case 'gumbel':
      for (let at = 0; at < values.length; at++)
        values[at] = -Math.log(-Math.log(Math.max(uniform(seed, stream, at), LEAST)));
  }
}
