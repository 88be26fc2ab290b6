import { LogLevel } from '../../../jobs/reports/job-log.entity.js';
import type { TrainingContext } from '../../training-context.js';
import type { NeuralProgress } from '../train-epochs.js';
import type { ContestProgress } from './adversarial-training.js';
import { atOne } from '../short-texts/report/compare-generators.js';
import { figureMetrics, frontMetrics, tellTemperatures } from '../short-texts/report/report-metrics.js';
import type { GanReport } from './gan-report.js';
import type { TextGanPlan } from './text-gan-plan.js';
import type { GeneratorLook } from './train-text-gan.js';

/** Tells how pre-training goes. */
export function tellPretraining(
  context: TrainingContext,
  { epochs, adversarialSteps }: TextGanPlan,
): (progress: NeuralProgress) => Promise<void> {
  return ({ step, steps, epoch, loss, gradientNorm, learningRate, secondsLeft }) =>
    context.report({
      ...{ done: step, total: steps + adversarialSteps, unit: 'steps', step },
      message: `Pre-training, epoch ${epoch + 1} of ${epochs}, ${Math.ceil(secondsLeft)} s left of it`,
      metrics: { train_loss: loss, gradient_norm: gradientNorm, learning_rate: learningRate },
    });
}

/** Tells how adversarial training goes. */
export function tellContest(
  context: TrainingContext,
): (progress: ContestProgress, pretrainingSteps: number) => Promise<void> {
  return (progress, before) =>
    context.report({
      ...{ done: before + progress.step, total: before + progress.steps, unit: 'steps', step: before + progress.step },
      message: `Adversarial training, step ${progress.step} of ${progress.steps}, ${Math.ceil(progress.secondsLeft)} s left`,
      metrics: {
        generator_loss: progress.generatorLoss,
        discriminator_loss: progress.discriminatorLoss,
        gradient_norm: progress.generatorGradientNorm,
        inverse_temperature: progress.inverseTemperature,
      },
    });
}

/** Writes what the generator writes into the log, and how likely it finds the validation texts. */
export async function tellLook(
  context: TrainingContext,
  { epoch, step, loss, samples }: GeneratorLook,
  decode: (ids: Int32Array) => string,
): Promise<void> {
  const when = epoch === null ? `At step ${step}` : `After epoch ${epoch}`;
  context.log(LogLevel.INFO, `${when} it writes: ${samples.map(decode).join(' | ')}`);
  if (loss !== null) await context.report({ step, metrics: { validation_loss: loss } });
}

/**
 * Streams a report: points of a series lie at the temperature in hundredths.
 * @param version which generator the version is, of which figures at temperature 1 have a name of their own
 */
export async function tellReport(
  context: TrainingContext,
  report: GanReport,
  version: 'adversarial' | 'baseline',
): Promise<void> {
  for (const generator of ['adversarial', 'baseline'] as const)
    await tellTemperatures(context, generator, report[generator]);
  await context.report({
    metrics: {
      adversarial_test_loss: report.adversarialLoss,
      baseline_test_loss: report.baselineLoss,
      ...figureMetrics('version', atOne(report[version])),
      ...figureMetrics('held_out', report.heldOut),
      ...frontMetrics(report.comparison),
    },
  });
}
