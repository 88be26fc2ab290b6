import { LogLevel } from '../../jobs/reports/job-log.entity.js';
import type { TrainingContext } from '../training-context.js';
import type { HeldOutQuality } from './best-epoch.js';
import type { EpochEnd, NeuralProgress, TrainedEpochs, WatchEpochs } from './train-epochs.js';

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

/** Keeps states as checkpoints, or lets a trial wait with them. */
export function stateKeeper(context: TrainingContext): NonNullable<WatchEpochs['onState']> {
  const { trial } = context;
  return (state, { epochs, hasEnded }) =>
    !hasEnded && trial?.isDue(epochs) ? trial.pause(state) : context.checkpoint(state);
}

/** Reports figures of validation rows after an epoch. A trial is judged by those of its best epoch. */
export function reportEpoch(
  context: TrainingContext,
  { epoch, step, best }: Pick<EpochEnd, 'epoch' | 'step' | 'best'>,
  metrics: Readonly<Record<string, number>>,
): Promise<void> {
  return best?.epoch === epoch ? context.report({ step, metrics }) : context.reportBeside({ step, metrics });
}

/**
 * Tells which epoch's weights the version has.
 * @param planned epochs
 * @param figures of validation rows, by name
 * @returns what training.json says of it
 */
export async function tellBestEpoch<Q extends HeldOutQuality>(
  context: TrainingContext,
  planned: number,
  { epochs, best }: Pick<TrainedEpochs<Q>, 'epochs' | 'best'>,
  figures: (quality: Q) => Readonly<Record<string, number>>,
): Promise<{ epochs: number; bestEpoch: number | null; validation: Q | null }> {
  if (!best) return { epochs, bestEpoch: null, validation: null };
  const { epoch, quality } = best;
  const ended = epochs < planned ? `Training ended after epoch ${epochs} of ${planned}. ` : '';
  context.log(
    LogLevel.INFO,
    `${ended}The weights are those of epoch ${epoch}, whose loss on validation rows is the lowest: ${quality.loss}.`,
  );
  await context.report({ metrics: { best_epoch: epoch, ...figures(quality) } });
  return { epochs, bestEpoch: epoch, validation: quality };
}
