import type { Variable } from '../../autodiff/variable.js';

type Named<V> = Readonly<Record<string, V>>;

/** How a weight changes by its gradient. */
export interface Optimizer {
  /** What it keeps of each weight from step to step: tensors of the weight's shape, zeros at first. */
  readonly slots: readonly string[];
  /** Numbers that it takes in a step, by name; computed in 64-bit floats. @param step from 1 */
  rates(step: number, learningRate: number): Named<number>;
  update(
    parameter: Variable,
    gradient: Variable,
    slots: Named<Variable>,
    rates: Named<Variable>,
  ): {
    readonly parameter: Variable;
    readonly slots: Named<Variable>;
  };
}
