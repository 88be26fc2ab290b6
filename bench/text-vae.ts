import 'reflect-metadata';
import { textVaePlan } from '../src/training/neural/text-vae/text-vae-run.js';
import { TEXT_VAE_DEFAULTS } from '../src/training/neural/text-vae/text-vae-schema.js';
import { trainTextVae } from '../src/training/neural/text-vae/train-text-vae.js';
import { vaeReport, verdictOf } from '../src/training/neural/text-vae/vae-report.js';
import { shortTextOptions } from './short-texts/options.js';
import { textParts } from './short-texts/parts.js';
import { shower, showTexts } from './short-texts/show.js';
import { teacherOf } from './short-texts/teacher.js';

/**
 * A text VAE on a file of short texts, beside the same decoder without a latent vector. Numbers of TEXT_VAE_DEFAULTS are set by their names;
 * with `--teacher HIDDEN_SIZE` both learn from a recurrent language model of these texts.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { path, settings, seed, teaching } = shortTextOptions(args, TEXT_VAE_DEFAULTS);
  const plan = textVaePlan({ ...settings, embeddingSize: settings.hiddenSize, seed });
  const parts = await textParts(path, settings);
  const { codec, texts, validation, heldOut } = parts;
  const decode = (ids: Int32Array) => codec.decode([...ids]);
  const vae = { network: plan.network(codec.vocabularySize), endId: codec.endId };
  const show = shower('text-vae');
  show('texts', texts.count, 'texts', { tokens: texts.tokens, vocabulary: codec.vocabularySize });
  const teacher = teaching && (await teacherOf(teaching, parts, settings.level, show));
  const trained = await trainTextVae(vae, texts, plan, {
    ...{ validation, teacher },
    onLook: ({ phase, epoch, quality, samples }) => {
      const seen = { epoch, sample: decode(samples[0]!) };
      if (quality === null) return;
      if (typeof quality === 'number') show(`${phase}_validation_loss`, quality, 'nats/token', seen);
      else {
        const { loss, reconstruction, kl, activeUnits } = quality;
        show(`${phase}_validation_loss`, loss, 'nats/token', { reconstruction, kl, activeUnits, ...seen });
      }
    },
  });
  const report = await vaeReport(vae, trained, texts, heldOut, plan, { teacher });
  const { loss, ...latent } = report.latent;
  show('test_loss', loss, 'nats/token', {
    ...{ ...latent, baseline: report.baselineLoss, teacher: report.distillation?.teacherQuality.loss ?? null },
  });
  showTexts(show, 'held out', report.heldOut, null);
  for (const figures of report.baseline) showTexts(show, 'baseline', figures, figures.temperature);
  for (const figures of report.autoencoder) showTexts(show, 'autoencoder', figures, figures.temperature);
  for (const { from, to, between } of report.interpolations)
    show('between', between.length, 'texts', {
      ...{ from: decode(from), texts: between.map(decode).join(' | '), to: decode(to) },
    });
  const { gain, margin } = report.comparison;
  show('gain', gain ?? 0, 'nats/token', { margin, verdict: verdictOf(report) });
}
