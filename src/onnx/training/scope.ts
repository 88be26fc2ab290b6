import { mul } from '../autodiff/operators/arithmetic.js';
import type { Shape } from '../autodiff/shape.js';
import type { Variable } from '../autodiff/variable.js';
import type { Initializer } from './initializers.js';
import type { Noise } from './noise.js';

/** A weight of a model. */
export interface ParameterSpec {
  /** Unique within the model: "layer0.weight". */
  readonly name: string;
  readonly shape: readonly number[];
  readonly initializer: Initializer;
}

/** Where a model's weights come from: a state of the training loop, inputs of a graph, or tensors stored in it. */
export interface ParameterSource {
  parameter(spec: ParameterSpec): Variable;
  /** Random numbers of each step; null when nothing is random, as in serving. */
  readonly noise: ((noise: Noise, shape: Shape) => Variable) | null;
}

/** What a layer is built in: names for its weights, and whether it is trained. */
export class Scope {
  constructor(
    private readonly source: ParameterSource,
    private readonly path = '',
  ) {}

  /** A part of the model whose weights have names of their own. */
  child(name: string): Scope {
    return new Scope(this.source, `${this.path}${name}.`);
  }

  /** A weight of 32-bit floats. The same name is the same weight, wherever it is used: so weights are tied. */
  parameter(name: string, shape: readonly number[], initializer: Initializer): Variable {
    return this.source.parameter({ name: `${this.path}${name}`, shape, initializer });
  }

  /** Random numbers, others in each step of a training; null outside of training. Free sizes are those of the model's inputs. */
  noise(noise: Noise, shape: Shape): Variable | null {
    return this.source.noise?.(noise, shape) ?? null;
  }

  /**
   * Sets a share of the values to 0 while training and scales the others, so that their mean stays.
   * @param rate share of values, 0 up to, and without, 1
   * @see Srivastava et al., Dropout (2014)
   */
  dropout(x: Variable, rate: number): Variable {
    if (rate === 0) return x;
    const mask = this.noise({ kind: 'mask', keep: 1 - rate }, x.shape);
    return mask ? mul(x, mask) : x;
  }
}
