import type { Tensors } from '../../../onnx/tensor.js';
import type { LanguageTeacher } from '../../distillation/language-teacher.js';
import { recurrentLanguageNetwork } from '../language-model/recurrent/recurrent-network.js';
import type { Generator } from '../short-texts/generator.js';
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
import type { TextGanPlan } from './text-gan-plan.js';

/** Keeps draws apart from others of the same seed. */
const REPORT = 0x7e9047;

/** What became of a contest, beside the same generator as it learned alone. */
export interface GanReport extends Omit<GeneratorComparison, 'candidate'> {
  readonly adversarial: readonly TemperatureFigures[];
  /** Mean cross-entropy of a token of held-out texts by each generator, in nats. */
  readonly adversarialLoss: number;
  readonly baselineLoss: number;
  /** Absent where there was no teacher. */
  readonly distillation?: TaughtBy;
}

export interface GeneratorWeights {
  readonly adversarial: Tensors;
  readonly baseline: Tensors;
}

/**
 * Measures both generators, and texts of both at several temperatures.
 * @param learned what they learned from
 * @param teacher of the baseline, from which the contest began; none when left out
 */
export async function ganReport(
  generator: Generator,
  { adversarial, baseline }: GeneratorWeights,
  learned: ShortTexts,
  heldOut: HeldOutTexts,
  { window, seed }: Pick<TextGanPlan, 'window' | 'seed'>,
  { teacher, signal }: { readonly teacher?: LanguageTeacher | null; readonly signal?: AbortSignal } = {},
): Promise<GanReport> {
  const { reference } = heldOut;
  await using writer = await TextWriter.open(generator, learned.length);
  await using meter = await TextMeter.open(recurrentLanguageNetwork(generator.network), reference, window, {});
  const writing = (weights: Tensors) => (count: number, temperature: number, stream: number) =>
    writer.write(weights, count, { temperature, seed: seed ^ REPORT, stream }, signal);
  const { candidate, ...compared } = await compareGenerators(
    { candidate: writing(adversarial), baseline: writing(baseline) },
    ...([learned, generator.network.vocabularySize, heldOut, signal] as const),
  );
  return {
    ...{ adversarial: candidate, ...compared },
    adversarialLoss: await meter.loss(adversarial, signal),
    baselineLoss: await meter.loss(baseline, signal),
    ...(teacher ? { distillation: await taughtBy(teacher, ['baseline'], reference, window, signal) } : {}),
  };
}

/** Sentences that say how the contest ended. */
export function verdictOf(report: GanReport): string {
  return `${outcomeOf(report)} ${lengthsOf(report)}${teachingOf(report)}`;
}

function outcomeOf({ comparison: { gain, margin, improved }, lengthKept }: GanReport): string {
  if (gain === null || margin === null)
    return 'The adversarial training did not improve the generator: no temperature makes its texts as diverse as those of the pre-trained one.';
  const found = differenceInWords({ gain, margin }, 'those of the pre-trained one');
  if (improved && lengthKept) return `The adversarial training improved the generator: ${found}.`;
  if (improved)
    return `The adversarial training did not improve the generator: ${found}, but they are no longer as long as texts by people.`;
  if (gain + margin < 0) return `The adversarial training made the generator worse: ${found}.`;
  return `The adversarial training did not improve the generator: ${found}, which may be chance.`;
}

function lengthsOf({ adversarial, baseline, heldOut }: GanReport): string {
  const [after, before] = [adversarial, baseline].map((figures) => atOne(figures).length.toFixed(1));
  return `At temperature 1 its texts have ${after} tokens on average, those of the pre-trained one ${before}, held-out ones ${heldOut.length.toFixed(1)}.`;
}

function teachingOf({ distillation, adversarialLoss, baselineLoss }: GanReport): string {
  if (!distillation) return '';
  const { teacher, teacherQuality } = distillation;
  return ` ${teacher} taught the pre-training, not the adversarial training: held-out texts cost it ${teacherQuality.loss.toFixed(3)} nats a token, the pre-trained generator ${baselineLoss.toFixed(3)}, and the adversarial one ${adversarialLoss.toFixed(3)}.`;
}
