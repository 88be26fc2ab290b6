import { exp } from './activations.js';
import { mul, neg, sub } from './arithmetic.js';
import { pick, scatter } from './gather.js';
import { operation, withBackward } from '../graph.js';
import { unsqueeze } from './layout.js';
import { reduceSum } from './reduce.js';
import type { Variable } from '../variable.js';

/** Probabilities over the last axis. */
export function softmax(x: Variable): Variable {
  const back = (dy: Variable) => mul(y, sub(dy, reduceSum(mul(dy, y), [-1], true)));
  const y: Variable = operation('Softmax', [x], x, [back], { axis: -1 });
  return y;
}

/** Logarithms of the probabilities over the last axis. */
export function logSoftmax(x: Variable): Variable {
  const back = (dy: Variable) => sub(dy, mul(exp(y), reduceSum(dy, [-1], true)));
  const y: Variable = operation('LogSoftmax', [x], x, [back], { axis: -1 });
  return y;
}

/**
 * Cross-entropy of each row in nats: the negative logarithm of the true class's probability.
 * @param logits (…, classes)
 * @param targets (…), the number of the true class of each row
 * @returns (…)
 */
export function crossEntropy(logits: Variable, targets: Variable): Variable {
  const logProbabilities = logSoftmax(logits);
  const loss = neg(pick(logProbabilities, targets));
  // Probabilities less 1 at the true class: fewer passes over the classes than the gradients of the two parts take.
  return withBackward(
    loss,
    [logits],
    [
      (dy) => {
        const scale = unsqueeze(dy, [-1]);
        return scatter(mul(exp(logProbabilities), scale), unsqueeze(targets, [-1]), neg(scale), logits.rank - 1);
      },
    ],
  );
}
