import { setImmediate } from 'node:timers/promises';
import type { Tensors } from '../../../../onnx/tensor.js';
import { KneserNey } from '../../../language-models/kneser-ney.js';
import type { Generator } from '../generator.js';
import type { ShortTexts } from '../short-texts.js';
import { TextWriter } from '../write-texts.js';
import type { HeldOutTexts } from './held-out-texts.js';
import { meanFigures, type TextFigures, TextJudge } from './measure-texts.js';
import { compareFronts, type FrontComparison, keepsLength } from './quality-front.js';

const REPORT_TEMPERATURES = [0.5, 0.7, 0.85, 1, 1.2];
/** Groups of texts that each figure is the mean of, and most texts of each. */
const GROUPS = 5;
const LARGEST_GROUP = 200;
/** Longest n-grams of the judging model, and those by whose self-BLEU fronts are compared. */
const JUDGE_ORDER = 3;
const FRONT_ORDER = 3;
/** Keeps draws apart from others of the same seed. */
const REPORT = 0x7e9047;

export interface TemperatureFigures extends TextFigures {
  readonly temperature: number;
}

/** What became of a contest, beside the same generator as it learned alone. */
export interface GanReport {
  /** The model that judges: of how many held-out texts, and its longest n-grams. */
  readonly judge: { readonly texts: number; readonly order: number };
  /** Texts of each group, and groups at each temperature. */
  readonly groupSize: number;
  readonly groups: number;
  readonly adversarial: readonly TemperatureFigures[];
  readonly baseline: readonly TemperatureFigures[];
  /** Held-out texts by people that the judge did not learn from. */
  readonly heldOut: TextFigures;
  readonly comparison: FrontComparison;
  /** Whether texts at temperature 1 are as long as they should be: see `keepsLength`. */
  readonly lengthKept: boolean;
  /** Whether the contest improved the generator: a better front, and texts that are as long. */
  readonly improved: boolean;
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
  weights: GeneratorWeights,
  learned: ShortTexts,
  { judging, judgingTexts, reference }: HeldOutTexts,
  seed: number,
  signal?: AbortSignal,
): Promise<GanReport> {
  const { endId, network } = generator;
  const judge = new TextJudge(new KneserNey(judging.all, network.vocabularySize, endId, JUDGE_ORDER), learned);
  const groupSize = Math.min(LARGEST_GROUP, reference.count);
  const writer = await TextWriter.open(generator, learned.length);
  const figuresOf = async (texts: readonly Int32Array[]) => {
    const figures: TextFigures[] = [];
    for (let from = 0; from + groupSize <= texts.length && figures.length < GROUPS; from += groupSize) {
      figures.push(judge.figures(texts.slice(from, from + groupSize), endId));
      await setImmediate();
      signal?.throwIfAborted();
    }
    return figures;
  };
  const measured = async (of: Tensors, stream: number) => {
    const byTemperature: TextFigures[][] = [];
    for (const [at, temperature] of REPORT_TEMPERATURES.entries()) {
      const draws = { temperature, seed: seed ^ REPORT, stream: stream + at };
      byTemperature.push(await figuresOf(await writer.write(of, GROUPS * groupSize, draws, signal)));
    }
    return byTemperature;
  };
  try {
    const adversarial = await measured(weights.adversarial, 0);
    const baseline = await measured(weights.baseline, REPORT_TEMPERATURES.length);
    const heldOut = meanFigures(await figuresOf(reference.all));
    const comparison = compareFronts(fronts(adversarial), fronts(baseline));
    const lengthAtOne = (groups: readonly (readonly TextFigures[])[]) =>
      meanFigures(groups[REPORT_TEMPERATURES.indexOf(1)]!).length;
    const lengthKept = keepsLength(lengthAtOne(adversarial), lengthAtOne(baseline), heldOut.length);
    return {
      judge: { texts: judgingTexts, order: JUDGE_ORDER },
      ...{ groupSize, groups: GROUPS },
      adversarial: atTemperatures(adversarial),
      baseline: atTemperatures(baseline),
      ...{ heldOut, comparison, lengthKept, improved: comparison.improved && lengthKept },
    };
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
  const found = `at equal self-BLEU-${FRONT_ORDER}, its texts are ${gain > 0 ? 'likelier' : 'less likely'} than those of the pre-trained one by ${Math.abs(gain).toFixed(3)} ± ${margin.toFixed(3)} nats a token, by a model of held-out texts`;
  if (improved && lengthKept) return `The adversarial training improved the generator: ${found}.`;
  if (improved)
    return `The adversarial training did not improve the generator: ${found}, but they are no longer as long as texts by people.`;
  if (gain + margin < 0) return `The adversarial training made the generator worse: ${found}.`;
  return `The adversarial training did not improve the generator: ${found}, which may be chance.`;
}

function lengthsOf({ adversarial, baseline, heldOut }: GanReport): string {
  const [after, before] = [adversarial, baseline].map((figures) =>
    figures.find(({ temperature }) => temperature === 1)!.length.toFixed(1),
  );
  return `At temperature 1 its texts have ${after} tokens on average, those of the pre-trained one ${before}, held-out ones ${heldOut.length.toFixed(1)}.`;
}

function atTemperatures(measured: readonly (readonly TextFigures[])[]): TemperatureFigures[] {
  return measured.map((groups, at) => ({ temperature: REPORT_TEMPERATURES[at]!, ...meanFigures(groups) }));
}

/** One front for each group: a point for each temperature. */
function fronts(measured: readonly (readonly TextFigures[])[]) {
  return Array.from({ length: GROUPS }, (_, group) =>
    measured.map((groups) => ({ nll: groups[group]!.nll, selfBleu: groups[group]!.selfBleu[FRONT_ORDER]! })),
  );
}
