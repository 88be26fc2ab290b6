import type { TrainingContext } from '../training-context.js';
import type { NeuralProgress, WatchEpochs } from './train-epochs.js';

/** Tells how a training goes. @param epochs of the whole training */
export function progressReport(context: TrainingContext, epochs: number): (progress: NeuralProgress) => Promise<void> {
  return ({ step, steps, epoch, loss, gradientNorm, learningRate, tokensPerSecond, secondsLeft }) =>
    context.report({
      ...{ done: step, total: steps, unit: 'steps', step },
      message: `Training, epoch ${epoch + 1} of ${epochs}, ${Math.ceil(secondsLeft)} s left`,
      metrics: {
        train_loss: loss,
        gradient_norm: gradientNorm,
        learning_rate: learningRate,
        tokens_per_second: tokensPerSecond,
      },
    });
}

/** Keeps states as checkpoints, or lets a trial wait with them. @param epochsDone how many epochs are over */
export function stateKeeper(context: TrainingContext, epochsDone: () => number): NonNullable<WatchEpochs['onState']> {
  const { trial } = context;
  return (state) => (trial?.isDue(epochsDone()) ? trial.pause(state) : context.checkpoint(state));
}
