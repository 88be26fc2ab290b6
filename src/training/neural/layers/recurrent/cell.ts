import type { Attribute } from '../../../../onnx/attributes.js';
import type { Variable } from '../../../../onnx/autodiff/variable.js';
import type { Initializer } from '../../../../onnx/training/initializers.js';

export interface CellWeights {
  /** (hidden, gates · hidden) */
  readonly recurrent: Variable;
  /** (gates · hidden), of a cell that has one. */
  readonly recurrentBias: Variable | null;
}

/** A step of a recurrent layer. Its gates lie in the order in which the operator of ONNX has them. */
export interface RecurrentCell {
  /** What it hands from step to step, (batch, hidden) each; the first is its output. */
  readonly states: readonly string[];
  /** How many times as wide as `hidden` its weights are. */
  readonly gates: number;
  /** First values of what is added to its inputs' products, (gates · hidden). */
  readonly bias: Initializer;
  /** First values of what is added to its state's products, (gates · hidden); null where that would be the same. */
  readonly recurrentBias: Initializer | null;
  /**
   * @param projected inputs by their weights, bias added: (batch, gates · hidden)
   * @returns the next states
   */
  step(projected: Variable, states: readonly Variable[], weights: CellWeights): Variable[];
  /** The operator of ONNX that runs it over a whole sequence. */
  readonly operator: { readonly name: string; readonly attributes: Readonly<Record<string, Attribute>> };
}
