import { setImmediate } from 'node:timers/promises';
import { KneserNey } from '../../../language-models/kneser-ney.js';
import type { ShortTexts } from '../short-texts.js';
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

export interface TemperatureFigures extends TextFigures {
  readonly temperature: number;
}

/** Texts of a generator beside those of another, over temperatures. */
export interface GeneratorComparison {
  /** The model that judges: of how many held-out texts, and its longest n-grams. */
  readonly judge: { readonly texts: number; readonly order: number };
  /** Texts of each group, and groups at each temperature. */
  readonly groupSize: number;
  readonly groups: number;
  readonly candidate: readonly TemperatureFigures[];
  readonly baseline: readonly TemperatureFigures[];
  /** Held-out texts by people that the judge did not learn from. */
  readonly heldOut: TextFigures;
  readonly comparison: FrontComparison;
  /** Whether the candidate's texts at temperature 1 are as long as they should be: see `keepsLength`. */
  readonly lengthKept: boolean;
  /** Whether the candidate is better: a better front, and texts that are as long. */
  readonly improved: boolean;
}

/** Writes so many texts. @param stream with the seed of the writer, decides which */
export type WriteTexts = (count: number, temperature: number, stream: number) => Promise<readonly Int32Array[]>;

/**
 * Measures texts of two generators at several temperatures.
 * @param learned what they learned from
 */
export async function compareGenerators(
  generators: { readonly candidate: WriteTexts; readonly baseline: WriteTexts },
  learned: ShortTexts,
  vocabularySize: number,
  { judging, judgingTexts, reference }: HeldOutTexts,
  signal?: AbortSignal,
): Promise<GeneratorComparison> {
  const { endId } = learned;
  const judge = new TextJudge(new KneserNey(judging.all, vocabularySize, endId, JUDGE_ORDER), learned);
  const groupSize = Math.min(LARGEST_GROUP, reference.count);
  const figuresOf = async (texts: readonly Int32Array[]) => {
    const figures: TextFigures[] = [];
    for (let from = 0; from + groupSize <= texts.length && figures.length < GROUPS; from += groupSize) {
      figures.push(judge.figures(texts.slice(from, from + groupSize), endId));
      await setImmediate();
      signal?.throwIfAborted();
    }
    return figures;
  };
  const measured = async (write: WriteTexts, stream: number) => {
    const byTemperature: TextFigures[][] = [];
    for (const [at, temperature] of REPORT_TEMPERATURES.entries())
      byTemperature.push(await figuresOf(await write(GROUPS * groupSize, temperature, stream + at)));
    return byTemperature;
  };
  const candidate = await measured(generators.candidate, 0);
  const baseline = await measured(generators.baseline, REPORT_TEMPERATURES.length);
  const heldOut = meanFigures(await figuresOf(reference.all));
  const comparison = compareFronts(fronts(candidate), fronts(baseline));
  const [ofCandidate, ofBaseline] = [candidate, baseline].map(atTemperatures);
  const lengthKept = keepsLength(atOne(ofCandidate!).length, atOne(ofBaseline!).length, heldOut.length);
  return {
    judge: { texts: judgingTexts, order: JUDGE_ORDER },
    ...{ groupSize, groups: GROUPS },
    ...{ candidate: ofCandidate!, baseline: ofBaseline! },
    ...{ heldOut, comparison, lengthKept, improved: comparison.improved && lengthKept },
  };
}

/** Those at temperature 1. */
export function atOne(figures: readonly TemperatureFigures[]): TemperatureFigures {
  return figures.find(({ temperature }) => temperature === 1)!;
}

/** How the candidate's texts lie to those of the baseline, where the fronts of both meet. @param than as in "those of the baseline" */
export function differenceInWords({ gain, margin }: { gain: number; margin: number }, than: string): string {
  return `at equal self-BLEU-${FRONT_ORDER}, its texts are ${gain > 0 ? 'likelier' : 'less likely'} than ${than} by ${Math.abs(gain).toFixed(3)} ± ${margin.toFixed(3)} nats a token, by a model of held-out texts`;
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
