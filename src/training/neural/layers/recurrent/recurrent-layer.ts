import { concat, split } from '../../../../onnx/autodiff/operators/pieces.js';
import { operationOutputs } from '../../../../onnx/autodiff/graph.js';
import { squeeze, transpose, unsqueeze } from '../../../../onnx/autodiff/operators/layout.js';
import { product } from '../../../../onnx/autodiff/operators/matmul.js';
import { fixedSize } from '../../../../onnx/autodiff/shape.js';
import { zerosLike } from '../../../../onnx/autodiff/operators/fill.js';
import type { Variable } from '../../../../onnx/autodiff/variable.js';
import { glorotUniform, uniformWithin } from '../../../../onnx/training/initializers.js';
import type { Scope } from '../../../../onnx/training/scope.js';
import type { RecurrentCell } from './cell.js';

export interface Sequence {
  /** Outputs of all steps. */
  readonly outputs: Variable;
  /** States after the last step. */
  readonly states: readonly Variable[];
}

/**
 * A recurrent layer whose steps are laid out in the graph, so that gradients flow back through them.
 * @param x (steps · batch, inputs), all rows of a step together
 * @param states those before the first step, (batch, hidden) each
 * @returns outputs (steps · batch, hidden)
 */
export function unrolled(scope: Scope, cell: RecurrentCell, x: Variable, states: readonly Variable[]): Sequence {
  const [batch, hidden] = [0, 1].map((axis) => fixedSize(states[0]!.shape, axis, 'A recurrent layer'));
  const steps = fixedSize(x.shape, 0, 'A recurrent layer') / batch!;
  const { input, bias, ...weights } = weightsOf(scope, cell, x, hidden!);
  // All inputs are known beforehand: one product for all steps.
  const projected = split(
    product(x, input, { plus: bias }),
    Array.from({ length: steps }, () => batch!),
    0,
  );
  const outputs: Variable[] = [];
  let current = states;
  for (const step of projected) {
    current = cell.step(step, current, weights);
    outputs.push(current[0]!);
  }
  return { outputs: concat(outputs, 0), states: current };
}

/**
 * The same layer as one operator of ONNX, for sequences of any length: for serving.
 * @param x (steps, batch, inputs)
 * @returns outputs (steps, batch, hidden)
 */
export function overSequence(scope: Scope, cell: RecurrentCell, x: Variable, states: readonly Variable[]): Sequence {
  const hidden = fixedSize(states[0]!.shape, 1, 'A recurrent layer');
  const { input, bias, recurrent, recurrentBias } = weightsOf(scope, cell, x, hidden);
  const biases = concat([bias, recurrentBias ?? zerosLike(bias)], 0);
  const given = [x, unsqueeze(transpose(input), [0]), unsqueeze(transpose(recurrent), [0]), unsqueeze(biases, [0])];
  const initial = states.map((state) => unsqueeze(state, [0]).value);
  const [steps, batch] = x.shape;
  const state = { type: x.type, shape: [1, batch!, hidden] };
  const [outputs, ...next] = operationOutputs(
    cell.operator.name,
    given,
    [{ type: x.type, shape: [steps!, 1, batch!, hidden] }, ...states.map(() => state)],
    [],
    { hidden_size: hidden, ...cell.operator.attributes },
    [null, ...initial],
  );
  return { outputs: squeeze(outputs!, [1]), states: next.map((each) => squeeze(each, [0])) };
}

function weightsOf(scope: Scope, cell: RecurrentCell, x: Variable, hidden: number) {
  const width = cell.gates * hidden;
  const inputs = fixedSize(x.shape, -1, 'A recurrent layer');
  return {
    input: scope.parameter('input', [inputs, width], glorotUniform),
    bias: scope.parameter('bias', [width], cell.bias),
    recurrent: scope.parameter('recurrent', [hidden, width], uniformWithin(1 / Math.sqrt(hidden))),
    recurrentBias: cell.recurrentBias && scope.parameter('recurrent_bias', [width], cell.recurrentBias),
  };
}
