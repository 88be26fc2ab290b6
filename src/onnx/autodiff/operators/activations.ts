import { add, div, maximum, mul, neg, square, sub } from './arithmetic.js';
import { operation, withBackward } from '../graph.js';
import type { Variable } from '../variable.js';

export function tanh(x: Variable): Variable {
  const y: Variable = operation('Tanh', [x], x, [(dy) => mul(dy, sub(1, square(y)))]);
  return y;
}

/** 1 ÷ (1 + e^−x) */
export function sigmoid(x: Variable): Variable {
  const y: Variable = operation('Sigmoid', [x], x, [(dy) => mul(dy, sub(y, square(y)))]);
  return y;
}

/** max(x, 0). At 0 the gradient is 0. */
export function relu(x: Variable): Variable {
  const y: Variable = operation('Relu', [x], x, [(dy) => mul(dy, operation('Sign', [y], y))]);
  return y;
}

/**
 * Gaussian error linear unit in the form with tanh, which GPT-2 has; at most 5e-4 away from that with the error function.
 * @see Hendrycks and Gimpel, Gaussian Error Linear Units (2016)
 */
export function gelu(x: Variable): Variable {
  const inner = mul(Math.sqrt(2 / Math.PI), add(x, mul(0.044715, mul(x, square(x)))));
  return mul(mul(0.5, x), add(1, tanh(inner)));
}

/**
 * x ÷ (1 + e^−x): the sigmoid linear unit, also called swish.
 * @see Elfwing et al., Sigmoid-Weighted Linear Units (2018)
 */
export function silu(x: Variable): Variable {
  const gate = sigmoid(x);
  const y: Variable = mul(x, gate);
  // Fewer passes than the gradients of the two parts take.
  return withBackward(y, [x], [(dy) => mul(dy, add(gate, mul(y, sub(1, gate))))]);
}

/** log(1 + e^x), without overflow for large x. */
export function softplus(x: Variable): Variable {
  return add(maximum(x, 0), log(add(1, exp(neg(abs(x))))));
}

export function exp(x: Variable): Variable {
  const y: Variable = operation('Exp', [x], x, [(dy) => mul(dy, y)]);
  return y;
}

/** Natural logarithm. */
export function log(x: Variable): Variable {
  return operation('Log', [x], x, [(dy) => div(dy, x)]);
}

export function sqrt(x: Variable): Variable {
  const y: Variable = operation('Sqrt', [x], x, [(dy) => div(dy, mul(2, y))]);
  return y;
}

/** Magnitude. At 0 the gradient is 0. */
export function abs(x: Variable): Variable {
  return operation('Abs', [x], x, [(dy) => mul(dy, operation('Sign', [x], x))]);
}
