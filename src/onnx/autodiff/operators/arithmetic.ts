import { type Operand, operation, variablesOf } from '../graph.js';
import { sumTo } from './reduce.js';
import { broadcastShapes } from '../shape.js';
import type { Backward, Variable } from '../variable.js';

/** a + b, elementwise, with broadcasting. */
export function add(left: Operand, right: Operand): Variable {
  const [a, b] = variablesOf([left, right]);
  return elementwise('Add', a, b, [(dy) => dy, (dy) => dy]);
}

/** a − b, elementwise, with broadcasting. */
export function sub(left: Operand, right: Operand): Variable {
  const [a, b] = variablesOf([left, right]);
  return elementwise('Sub', a, b, [(dy) => dy, (dy) => neg(dy)]);
}

/** a · b, elementwise, with broadcasting. */
export function mul(left: Operand, right: Operand): Variable {
  const [a, b] = variablesOf([left, right]);
  return elementwise('Mul', a, b, [(dy) => mul(dy, b), (dy) => mul(dy, a)]);
}

/** a ÷ b, elementwise, with broadcasting. */
export function div(left: Operand, right: Operand): Variable {
  const [a, b] = variablesOf([left, right]);
  const quotient: Variable = elementwise('Div', a, b, [(dy) => div(dy, b), (dy) => neg(div(mul(dy, quotient), b))]);
  return quotient;
}

/** The larger of a and b, elementwise. Where they are equal, each gets half of the gradient. */
export function maximum(left: Operand, right: Operand): Variable {
  const [a, b] = variablesOf([left, right]);
  return elementwise('Max', a, b, [(dy) => mul(dy, exceeds(a, b)), (dy) => mul(dy, exceeds(b, a))]);
}

/** The smaller of a and b, elementwise. Where they are equal, each gets half of the gradient. */
export function minimum(left: Operand, right: Operand): Variable {
  const [a, b] = variablesOf([left, right]);
  return elementwise('Min', a, b, [(dy) => mul(dy, exceeds(b, a)), (dy) => mul(dy, exceeds(a, b))]);
}

/** a to the power of b, elementwise. A gradient with respect to b needs a above 0. */
export function pow(left: Operand, right: Operand): Variable {
  const [a, b] = variablesOf([left, right]);
  const power: Variable = elementwise('Pow', a, b, [
    (dy) => mul(dy, mul(b, pow(a, sub(b, 1)))),
    (dy) => mul(dy, mul(power, operation('Log', [a], a))),
  ]);
  return power;
}

export function neg(x: Variable): Variable {
  return operation('Neg', [x], x, [(dy) => neg(dy)]);
}

export function square(x: Variable): Variable {
  return mul(x, x);
}

/** 1 where a > b, 0 where a < b, a half where they are equal. */
function exceeds(a: Variable, b: Variable): Variable {
  const sign = operation('Sign', [sub(a, b)], { type: a.type, shape: broadcastShapes(a.shape, b.shape) });
  return add(mul(sign, 0.5), 0.5);
}

function elementwise(
  op: string,
  a: Variable,
  b: Variable,
  backward: readonly [(dy: Variable) => Variable, (dy: Variable) => Variable],
): Variable {
  const shape = broadcastShapes(a.shape, b.shape);
  const back = (input: Variable, flow: (dy: Variable) => Variable): Backward => {
    return (dy) => sumTo(flow(dy), input.shape, input);
  };
  return operation(op, [a, b], { type: a.type, shape }, [back(a, backward[0]), back(b, backward[1])]);
}
