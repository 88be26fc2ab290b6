import type { Tensors } from '../../../onnx/tensor.js';
import type { Generator } from '../short-texts/generator.js';
import {
  atOne,
  compareGenerators,
  differenceInWords,
  type GeneratorComparison,
  type TemperatureFigures,
} from '../short-texts/report/compare-generators.js';
import type { HeldOutTexts } from '../short-texts/report/held-out-texts.js';
import type { ShortTexts } from '../short-texts/short-texts.js';
import { TextWriter } from '../short-texts/write-texts.js';

/** Keeps draws apart from others of the same seed. */
const REPORT = 0x7e9047;

/** What became of a contest, beside the same generator as it learned alone. */
export interface GanReport extends Omit<GeneratorComparison, 'candidate'> {
  readonly adversarial: readonly TemperatureFigures[];
}

export interface GeneratorWeights {
  readonly adversarial: Tensors;
  readonly baseline: Tensors;
}

/**
 * Measures texts of both generators at several temperatures.
 * @param learned what they learned from
 * @param seed decides which texts they write
 */
export async function ganReport(
  generator: Generator,
  { adversarial, baseline }: GeneratorWeights,
  learned: ShortTexts,
  heldOut: HeldOutTexts,
  seed: number,
  signal?: AbortSignal,
): Promise<GanReport> {
  const writer = await TextWriter.open(generator, learned.length);
  const writing = (weights: Tensors) => (count: number, temperature: number, stream: number) =>
    writer.write(weights, count, { temperature, seed: seed ^ REPORT, stream }, signal);
  try {
    const { candidate, ...compared } = await compareGenerators(
      { candidate: writing(adversarial), baseline: writing(baseline) },
      ...([learned, generator.network.vocabularySize, heldOut, signal] as const),
    );
    return { adversarial: candidate, ...compared };
  } finally {
    await writer.close();
  }
}

/** Sentences that say how the contest ended. */
export function verdictOf(report: GanReport): string {
  return `${outcomeOf(report)} ${lengthsOf(report)}`;
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
