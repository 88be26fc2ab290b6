import { LogLevel } from '../../../jobs/reports/job-log.entity.js';
import type { TrainingContext } from '../../training-context.js';
import { atOne } from '../short-texts/report/compare-generators.js';
import { figureMetrics, frontMetrics, tellTemperatures } from '../short-texts/report/report-metrics.js';
import type { NeuralProgress } from '../train-epochs.js';
import { latentMetrics } from './latent-quality.js';
import type { TextVaePlan } from './text-vae-plan.js';
import type { VaeLook } from './train-text-vae.js';
import { isCollapsed, type VaeReport } from './vae-report.js';

/** Tells how a training goes: that of the baseline, or of the autoencoder behind it. */
export function tellProgress(
  context: TrainingContext,
  { epochs }: TextVaePlan,
): (progress: NeuralProgress, klWeight: number | null) => Promise<void> {
  return ({ step, steps, epoch, loss, gradientNorm, learningRate, tokensPerSecond, secondsLeft }, klWeight) => {
    const common = { learning_rate: learningRate, tokens_per_second: tokensPerSecond, gradient_norm: gradientNorm };
    const done = klWeight === null ? step : steps + step;
    return context.report({
      ...{ done, total: 2 * steps, unit: 'steps', step: done },
      message: `Training ${klWeight === null ? 'the baseline' : 'the autoencoder'}, epoch ${epoch + 1} of ${epochs}, ${Math.ceil(secondsLeft)} s left of it`,
      metrics:
        klWeight === null
          ? { baseline_train_loss: loss, ...common }
          : { train_loss: loss, kl_weight: klWeight, ...common },
    });
  };
}

/** Writes what is written into the log, and how well the validation texts are predicted. */
export async function tellLook(
  context: TrainingContext,
  { phase, epoch, step, quality, samples }: VaeLook,
  decode: (ids: Int32Array) => string,
): Promise<void> {
  const texts = samples.map(decode).join(' | ');
  context.log(LogLevel.INFO, `After epoch ${epoch} the ${phase} writes: ${texts}`);
  if (quality === null) return;
  if (typeof quality === 'number') {
    await context.report({ step, metrics: { baseline_validation_loss: quality } });
    return;
  }
  await context.report({ step, metrics: latentMetrics('validation', quality) });
  if (isCollapsed(quality))
    context.log(
      LogLevel.WARN,
      `After epoch ${epoch} no number of the latent vector says anything of the validation texts: the posterior has collapsed, or has not begun to be used.`,
    );
}

/** Streams a report: points of a series over temperatures lie at the temperature in hundredths. */
export async function tellReport(context: TrainingContext, report: VaeReport): Promise<void> {
  for (const generator of ['autoencoder', 'baseline'] as const)
    await tellTemperatures(context, generator, report[generator]);
  await context.report({
    metrics: {
      ...latentMetrics('test', report.latent),
      baseline_test_loss: report.baselineLoss,
      ...figureMetrics('version', atOne(report.autoencoder)),
      ...figureMetrics('held_out', report.heldOut),
      ...frontMetrics(report.comparison),
    },
  });
}
