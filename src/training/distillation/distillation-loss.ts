import { log } from '../../onnx/autodiff/operators/activations.js';
import { add, div, maximum, mul, sub } from '../../onnx/autodiff/operators/arithmetic.js';
import { reduceMean } from '../../onnx/autodiff/operators/mean.js';
import { reduceSum } from '../../onnx/autodiff/operators/reduce.js';
import { crossEntropy, logSoftmax } from '../../onnx/autodiff/operators/softmax.js';
import type { Variable } from '../../onnx/autodiff/variable.js';
import type { DistillationSettings } from './distillation.js';

/** Keeps the logarithm of a probability finite that is 0: it is multiplied by that 0. */
const LEAST = 1e-30;

/**
 * alpha · T² · KL(teacher ‖ student) + (1 − alpha) · cross-entropy of each row, in nats. T² keeps gradients of the first part as large at any
 * temperature.
 * @param logits of the student (rows, classes)
 * @param teacher its probabilities at the temperature T (rows, classes)
 * @param targets (rows), numbers of the true classes
 * @returns (rows)
 * @see Hinton, Vinyals and Dean, Distilling the Knowledge in a Neural Network (2015)
 */
export function distillationLosses(
  logits: Variable,
  teacher: Variable,
  targets: Variable,
  { temperature, alpha }: DistillationSettings,
): Variable {
  const student = logSoftmax(div(logits, temperature));
  const divergence = reduceSum(mul(teacher, sub(log(maximum(teacher, LEAST)), student)), [-1]);
  return add(mul(divergence, alpha * temperature ** 2), mul(crossEntropy(logits, targets), 1 - alpha));
}

/** The mean of all rows. */
export function distillationLoss(...given: Parameters<typeof distillationLosses>): Variable {
  return reduceMean(distillationLosses(...given));
}
