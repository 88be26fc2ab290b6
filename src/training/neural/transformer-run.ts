import type { Optimizer } from '../../onnx/training/optimizers/optimizer.js';
import { type Schedule, warmUpShare } from '../../onnx/training/schedules.js';
import { checkRange, type Refuse } from '../setting-limits.js';
import { checkStepSettings } from './neural-limits.js';
import { NeuralOptimizer, optimizerOf, scheduleOf } from './optimization.js';
import { TRANSFORMER_DEFAULTS, type TransformerInput, type TransformerSettings } from './transformer-schema.js';

const MULTIPLE = 8;

/** What decides the shapes of a transformer's weights. */
export type TransformerStructure = Pick<TransformerSettings, 'layers' | 'heads' | 'hiddenSize'> & {
  /** Null: by hiddenSize. */
  readonly feedForwardSize: number | null;
};

/**
 * Settings of a transformer with what was left out.
 * @param structure settings that decide shapes and tokens, filled in
 * @throws {InvalidInputError} naming the first setting that is out of range, or does not go with another
 */
export function filledIn<I extends TransformerInput, S extends TransformerStructure>(
  input: I,
  structure: S,
  refuse: Refuse,
): Omit<I, 'weightDecay' | 'patience'> & S & Pick<TransformerSettings, 'feedForwardSize' | 'weightDecay' | 'patience'> {
  const { weightDecay, patience = null, ...given } = input;
  const { optimizer, warmUp } = given;
  const { layers, heads, hiddenSize, feedForwardSize: inner } = structure;
  checkStepSettings(input, refuse);
  checkRange('layers', layers, 1, 24, refuse);
  checkRange('heads', heads, 1, 64, refuse);
  checkRange('hiddenSize', hiddenSize, 2, 4_096, refuse);
  if (hiddenSize % (2 * heads) !== 0)
    refuse(
      'heads',
      `Each of ${heads} heads has an even share of hiddenSize: make hiddenSize a multiple of ${2 * heads}.`,
    );
  const feedForwardSize = inner ?? MULTIPLE * Math.ceil((8 * hiddenSize) / 3 / MULTIPLE);
  checkRange('feedForwardSize', feedForwardSize, 1, 16_384, refuse);
  checkRange('warmUp', warmUp, 0, 1, refuse);
  const decays = optimizer === NeuralOptimizer.ADAMW;
  if (weightDecay != null && !decays)
    refuse('weightDecay', 'weightDecay is for the optimizer ADAMW alone: leave it out, or choose ADAMW.');
  if (!((weightDecay ?? 0) >= 0)) refuse('weightDecay', 'weightDecay is 0 or more.');
  return {
    ...given,
    ...structure,
    feedForwardSize,
    patience,
    weightDecay: decays ? (weightDecay ?? TRANSFORMER_DEFAULTS.weightDecay) : null,
  };
}

/** How the weights of a transformer change. Biases and gains do not decay. */
export function optimizationOf({
  optimizer,
  weightDecay,
  schedule,
  learningRate,
  warmUp,
}: Pick<TransformerSettings, 'optimizer' | 'weightDecay' | 'schedule' | 'learningRate' | 'warmUp'>): {
  optimizer: Optimizer;
  schedule: Schedule;
} {
  return {
    optimizer: optimizerOf(optimizer, { weightDecay: weightDecay ?? 0, decaysVectors: false }),
    schedule: warmUpShare(warmUp, scheduleOf(schedule, learningRate)),
  };
}
