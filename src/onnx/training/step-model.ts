import type { Shape } from '../autodiff/shape.js';
import type { Variable } from '../autodiff/variable.js';
import type { Datatype } from '../tensor.js';
import type { Scope } from './scope.js';

export interface InputSpec {
  readonly type: Datatype;
  /** A name stands for a size that may be another in each call. */
  readonly shape: Shape;
}

/** A model as it is trained: from the inputs of a step to its loss. */
export interface StepModel {
  /** What each step is given. */
  readonly inputs: Readonly<Record<string, InputSpec>>;
  /** Shapes of what a step hands to the next beside weights, such as the state of a recurrent layer; zeros before the first. */
  readonly carried?: Readonly<Record<string, readonly number[]>>;
  /** Tables of which a step uses some rows alone; none when left out. */
  readonly tables?: TableRows;
  forward(scope: Scope, inputs: Named, carried: Named): Forward;
}

/**
 * Weights that lie outside of the graph: a step is given rows of them, with what the optimizer keeps of those, and no others change. So its
 * cost does not depend on how long the tables are. Which rows they are, the input `rows` of a training tells (steps, count): numbers of
 * rows, each once, and -1 where a step needs fewer. In the graph a row goes by its place among them.
 */
export interface TableRows {
  /** Names of the weights, whose first axis is that of the rows. */
  readonly names: readonly string[];
  /** Rows that a step is given. */
  readonly count: number;
}

export type Named = Readonly<Record<string, Variable>>;

export interface Forward {
  /** What training makes small: one number. */
  readonly loss: Variable;
  /** What the next step is handed, under the names of `carried`. Gradients end here. */
  readonly carried?: Named;
}
