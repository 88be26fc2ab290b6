import type { Value } from '../builder.js';
import type { Datatype } from '../tensor.js';
import type { Graph } from './graph.js';
import type { Shape } from './shape.js';

/** A tensor in a graph: its type and shape are known while the graph is built, its values when it runs. */
export class Variable {
  constructor(
    readonly graph: Graph,
    readonly value: Value,
    readonly type: Datatype,
    readonly shape: Shape,
    /** What computes it from variables that gradients may flow to; null for inputs, constants and cut-off values. */
    readonly origin: Operation | null = null,
  ) {}

  get rank(): number {
    return this.shape.length;
  }
}

/**
 * What one use of a variable adds to its gradient. Deferred parts of the same `combine` are laid one below the other and combined once: the
 * gradient of a matrix that each step of a sequence multiplies by becomes one product, not one for each step.
 */
export type Contribution = Variable | Deferred;

export class Deferred {
  constructor(
    readonly combine: (...parts: Variable[]) => Variable,
    /** Matrices with the same number of rows. */
    readonly parts: readonly Variable[],
  ) {}
}

/** From the gradients of an operation's outputs to what it adds to the gradient of one of its inputs. */
export type Backward = (...gradients: Variable[]) => Contribution;

/** A node that gradients flow back through. */
export interface Operation {
  /** Later operations have higher numbers. */
  readonly order: number;
  readonly inputs: readonly Variable[];
  outputs: readonly Variable[];
  /** One for each input; null where no gradient flows. */
  readonly backward: readonly (Backward | null)[];
}
