import { adaGrad } from '../../onnx/training/optimizers/adagrad.js';
import { adam } from '../../onnx/training/optimizers/adam.js';
import type { Optimizer } from '../../onnx/training/optimizers/optimizer.js';
import { momentum, sgd } from '../../onnx/training/optimizers/sgd.js';
import { constant, cosine, linear, type Schedule } from '../../onnx/training/schedules.js';

/** How weights change by their gradients. */
export enum NeuralOptimizer {
  SGD = 'SGD',
  MOMENTUM = 'MOMENTUM',
  ADAM = 'ADAM',
  ADAMW = 'ADAMW',
  ADAGRAD = 'ADAGRAD',
}

/** How the learning rate goes over the training. */
export enum LearningRateSchedule {
  CONSTANT = 'CONSTANT',
  LINEAR = 'LINEAR',
  COSINE = 'COSINE',
}

/** Share of the learning rate that schedules end at. */
const LAST_SHARE = 0.05;

/** @param adamW what AdamW is told beside its paper's defaults */
export function optimizerOf(
  kind: NeuralOptimizer,
  adamW: { readonly weightDecay: number; readonly decaysVectors: boolean },
): Optimizer {
  switch (kind) {
    case NeuralOptimizer.SGD:
      return sgd();
    case NeuralOptimizer.MOMENTUM:
      return momentum();
    case NeuralOptimizer.ADAM:
      return adam();
    case NeuralOptimizer.ADAMW:
      return adam(adamW);
    case NeuralOptimizer.ADAGRAD:
      return adaGrad();
  }
}

export function scheduleOf(kind: LearningRateSchedule, rate: number): Schedule {
  switch (kind) {
    case LearningRateSchedule.CONSTANT:
      return constant(rate);
    case LearningRateSchedule.LINEAR:
      return linear(rate, rate * LAST_SHARE);
    case LearningRateSchedule.COSINE:
      return cosine(rate, rate * LAST_SHARE);
  }
}
