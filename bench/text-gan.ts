import 'reflect-metadata';
import { ganReport, verdictOf } from '../src/training/neural/text-gan/gan-report.js';
import { textGanPlan } from '../src/training/neural/text-gan/text-gan-run.js';
import { TEXT_GAN_DEFAULTS } from '../src/training/neural/text-gan/text-gan-schema.js';
import { trainTextGan } from '../src/training/neural/text-gan/train-text-gan.js';
import { shortTextOptions } from './short-texts/options.js';
import { textParts } from './short-texts/parts.js';
import { shower, showTexts } from './short-texts/show.js';
import { teacherOf } from './short-texts/teacher.js';

/**
 * A text GAN on a file of short texts, beside its own pre-trained generator. Numbers of TEXT_GAN_DEFAULTS are set by their names; with
 * `--teacher HIDDEN_SIZE` pre-training learns from a recurrent language model of these texts.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { path, settings, seed, teaching } = shortTextOptions(args, TEXT_GAN_DEFAULTS);
  const plan = textGanPlan({ ...settings, embeddingSize: settings.hiddenSize, seed });
  const parts = await textParts(path, settings);
  const { codec, texts, validation, heldOut } = parts;
  const contest = {
    generator: { network: plan.generator(codec.vocabularySize), endId: codec.endId },
    discriminator: plan.discriminator(codec.vocabularySize),
    window: plan.window,
  };
  const show = shower('text-gan');
  show('texts', texts.count, 'texts', { tokens: texts.tokens, vocabulary: codec.vocabularySize });
  let losses: { generator: number; discriminator: number }[] = [];
  const teacher = teaching && (await teacherOf(teaching, parts, settings.level, show));
  const trained = await trainTextGan(contest, texts, plan, {
    ...{ validation, teacher },
    onContest: ({ generatorLoss, discriminatorLoss }) => {
      losses.push({ generator: generatorLoss, discriminator: discriminatorLoss });
    },
    onLook: ({ epoch, step, loss, samples }) => {
      const sample = codec.decode([...samples[0]!]);
      if (epoch !== null) {
        show('pretraining_validation_loss', loss!, 'nats/token', { epoch, sample });
        return;
      }
      const mean = (of: 'generator' | 'discriminator') =>
        losses.reduce((sum, each) => sum + each[of], 0) / losses.length;
      show('validation_loss', loss!, 'nats/token', {
        ...{ step, generatorLoss: mean('generator'), discriminatorLoss: mean('discriminator'), sample },
      });
      losses = [];
    },
  });
  const report = await ganReport(contest.generator, trained, texts, heldOut, plan, { teacher });
  show('test_loss', report.adversarialLoss, 'nats/token', {
    ...{ baseline: report.baselineLoss, teacher: report.distillation?.teacherQuality.loss ?? null },
  });
  showTexts(show, 'held out', report.heldOut, null);
  for (const figures of report.baseline) showTexts(show, 'pre-trained', figures, figures.temperature);
  for (const figures of report.adversarial) showTexts(show, 'adversarial', figures, figures.temperature);
  const { gain, margin } = report.comparison;
  show('gain', gain ?? 0, 'nats/token', { margin, verdict: verdictOf(report) });
}
