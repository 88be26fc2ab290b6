import type { TrainingContext } from '../../../training-context.js';
import type { TemperatureFigures } from './compare-generators.js';
import type { TextFigures } from './measure-texts.js';
import type { FrontComparison } from './quality-front.js';

/** Streams a generator's figures as series: a point's step is the temperature in hundredths. @param of what their names begin with */
export async function tellTemperatures(
  context: TrainingContext,
  of: string,
  figures: readonly TemperatureFigures[],
): Promise<void> {
  for (const { temperature, ...rest } of figures)
    await context.report({ step: Math.round(100 * temperature), metrics: figureMetrics(of, rest) });
}

export function figureMetrics(of: string, { nll, selfBleu, length, copies }: TextFigures): Record<string, number> {
  const scores = Object.entries(selfBleu).map(([order, score]) => [`${of}_self_bleu_${order}`, score] as const);
  return { [`${of}_nll`]: nll, [`${of}_length`]: length, [`${of}_copies`]: copies, ...Object.fromEntries(scores) };
}

/** Nothing where the fronts do not meet. */
export function frontMetrics({ gain, margin }: FrontComparison): Record<string, number> {
  return gain === null || margin === null ? {} : { front_gain: gain, front_gain_margin: margin };
}
