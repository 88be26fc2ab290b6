import type { Tensors } from '../../../onnx/tensor.js';
import type { LanguageTeacher } from '../../distillation/language-teacher.js';
import { recurrentLanguageNetwork } from '../language-model/recurrent/recurrent-network.js';
import {
  atOne,
  compareGenerators,
  differenceInWords,
  type GeneratorComparison,
  type TemperatureFigures,
} from '../short-texts/report/compare-generators.js';
import type { HeldOutTexts } from '../short-texts/report/held-out-texts.js';
import { type TaughtBy, taughtBy } from '../short-texts/report/taught-by.js';
import type { ShortTexts } from '../short-texts/short-texts.js';
import { TextMeter } from '../short-texts/text-meter.js';
import { TextWriter } from '../short-texts/write-texts.js';
import { type Interpolation, interpolations } from './interpolations.js';
import { LatentMeter } from './latent-meter.js';
import type { LatentQuality } from './latent-quality.js';
import type { TextVaePlan } from './text-vae-plan.js';
import { decoderWeights, type TextVae } from './text-vae.js';
import { baselineOf, drawLatents } from './train-text-vae.js';

/** Keeps draws apart from others of the same seed. */
const REPORT = 0x7e9047;

/** What became of an autoencoder, beside the same decoder without a latent vector. */
export interface VaeReport extends Omit<GeneratorComparison, 'candidate'> {
  /** On held-out texts. */
  readonly latent: LatentQuality & { readonly latentSize: number };
  /** Mean cross-entropy of a token of the same texts by the baseline, in nats. */
  readonly baselineLoss: number;
  /** Of texts from vectors that were drawn. */
  readonly autoencoder: readonly TemperatureFigures[];
  /** Between held-out texts. */
  readonly interpolations: readonly Interpolation[];
  /** Absent where there was no teacher. */
  readonly distillation?: TaughtBy;
}

export interface VaeWeights {
  readonly weights: Tensors;
  readonly baseline: Tensors;
}

/**
 * Measures an autoencoder, and texts of both networks at several temperatures.
 * @param learned what they learned from
 */
export async function vaeReport(
  vae: TextVae,
  { weights, baseline }: VaeWeights,
  learned: ShortTexts,
  heldOut: HeldOutTexts,
  { window, seed }: Pick<TextVaePlan, 'window' | 'seed'>,
  { teacher, signal }: { readonly teacher?: LanguageTeacher | null; readonly signal?: AbortSignal } = {},
): Promise<VaeReport> {
  const { reference } = heldOut;
  const alone = baselineOf(vae);
  await using writer = await TextWriter.open(vae, learned.length);
  await using baselineWriter = await TextWriter.open(alone, learned.length);
  await using meter = await LatentMeter.open(vae, reference, window, seed);
  await using baselineMeter = await TextMeter.open(recurrentLanguageNetwork(alone.network), reference, window, {});
  const draws = (temperature: number, stream: number) => ({ temperature, seed: seed ^ REPORT, stream });
  const decoder = decoderWeights(weights);
  const { candidate: autoencoder, ...compared } = await compareGenerators(
    {
      candidate: (count, temperature, stream) => {
        const latents = drawLatents(vae, count, ~seed ^ REPORT, stream);
        return writer.write(decoder, count, { ...draws(temperature, stream), latents }, signal);
      },
      baseline: (count, temperature, stream) =>
        baselineWriter.write(baseline, count, draws(temperature, stream), signal),
    },
    ...([learned, vae.network.vocabularySize, heldOut, signal] as const),
  );
  return {
    latent: { ...(await meter.measure(weights, signal)), latentSize: vae.network.latentSize },
    baselineLoss: await baselineMeter.loss(baseline, signal),
    autoencoder,
    ...compared,
    interpolations: await interpolations(weights, reference, meter, writer),
    ...(teacher
      ? { distillation: await taughtBy(teacher, ['baseline', 'autoencoder'], reference, window, signal) }
      : {}),
  };
}

/** Sentences that say whether the latent vector is used, and how the texts lie to those of the baseline. */
export function verdictOf(report: VaeReport): string {
  return `${useOf(report)} ${boundOf(report)} ${textsOf(report)} ${lengthsOf(report)}`;
}

/** Whether no number of the latent vector says anything of a text. */
export function isCollapsed({ activeUnits }: LatentQuality): boolean {
  return activeUnits === 0;
}

function useOf({ latent, distillation }: VaeReport): string {
  const { kl, activeUnits, latentSize } = latent;
  const figures = `a divergence of ${kl.toFixed(2)} nats a text, ${activeUnits} of ${latentSize} numbers active`;
  const orTeach = distillation ? ', or lower alpha, as the teacher teaches to write without a vector' : '';
  return isCollapsed(latent)
    ? `The posterior has collapsed: the latent vector says nothing of a text (${figures}), so vectors decide nothing and there is nothing between texts. Raise freeBits or wordDropout, or let the divergence count later (annealing)${orTeach}.`
    : `The latent vector is used: ${figures}.`;
}

function boundOf({ latent: { loss, reconstruction }, baselineLoss, distillation }: VaeReport): string {
  const taught = distillation
    ? `, and by ${distillation.teacher}, which taught both, ${distillation.teacherQuality.loss.toFixed(3)}`
    : '';
  return `Held-out texts cost ${loss.toFixed(3)} nats a token at most (${reconstruction.toFixed(3)} behind their vectors), by the same decoder without one ${baselineLoss.toFixed(3)}${taught}.`;
}

function textsOf({ comparison: { gain, margin, improved }, lengthKept }: VaeReport): string {
  if (gain === null || margin === null)
    return 'No temperature makes its texts as diverse as those of the baseline, so they cannot be compared.';
  const found = `By texts from drawn vectors, ${differenceInWords({ gain, margin }, 'those of the baseline')}`;
  if (improved && !lengthKept) return `${found}, but they are not as long as texts by people.`;
  return Math.abs(gain) > margin ? `${found}.` : `${found}, which may be chance.`;
}

function lengthsOf({ autoencoder, baseline, heldOut }: VaeReport): string {
  const [own, other] = [autoencoder, baseline].map((figures) => atOne(figures).length.toFixed(1));
  return `At temperature 1 its texts have ${own} tokens on average, those of the baseline ${other}, held-out ones ${heldOut.length.toFixed(1)}.`;
}
