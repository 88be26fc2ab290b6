import { ChangeVerdict, type MetricChange } from '../../evaluation/comparison/metric-change.js';
import { METRICS } from '../../evaluation/metrics/metric-name.js';
import type { OptimizationGoal } from '../optimization-goal.js';
import { OptimizationObjective, OptimizationVerdict } from '../optimization-kinds.js';

/** What was measured of a candidate. */
export interface Measurements {
  readonly size: MetricChange;
  readonly latency: MetricChange;
  readonly throughput: MetricChange;
  readonly quality: MetricChange;
}

export interface Judgement {
  readonly verdict: OptimizationVerdict;
  /** Why, in a sentence. */
  readonly reason: string;
}

/** Whether a candidate is worth having in place of its source, going by the goal. */
export function judge(measured: Measurements, goal: OptimizationGoal): Judgement {
  const lost = pessimisticLoss(measured.quality);
  if (lost > goal.maxQualityLoss)
    return {
      verdict: OptimizationVerdict.QUALITY_LOST,
      reason: `It may have lost ${figure(lost)} of ${goal.qualityMetric}, and at most ${figure(goal.maxQualityLoss)} is allowed.`,
    };
  const missed = missedLimit(measured, goal);
  if (missed !== null) return { verdict: OptimizationVerdict.GOAL_MISSED, reason: missed };
  const change = objectiveOf(measured, goal.minimize);
  const told = `${change.name} went from ${figure(change.baseline.value)} to ${figure(change.candidate.value)}`;
  return change.verdict === ChangeVerdict.BETTER
    ? { verdict: OptimizationVerdict.BETTER, reason: `${told}, within every limit of the goal.` }
    : { verdict: OptimizationVerdict.NOT_WORTH_IT, reason: `${told}, which is no gain beyond what chance explains.` };
}

/** Places of the candidates that neither the source nor another candidate dominates. */
export function paretoFront(candidates: readonly (Measurements | null)[]): Set<number> {
  const scores = candidates.map((candidate) => candidate && scoresOf(candidate));
  const source = [0, 0, 0];
  const front = new Set<number>();
  scores.forEach((score, place) => {
    if (!score) return;
    const rivals = [source, ...scores.filter((other, at) => other !== null && at !== place)] as number[][];
    if (!rivals.some((rival) => dominates(rival, score))) front.add(place);
  });
  return front;
}

/** Place of the candidate that is best at what was to be improved, among those that are better; null when there is none. */
export function chooseBest(
  candidates: readonly { readonly measured: Measurements | null; readonly verdict: OptimizationVerdict }[],
  objective: OptimizationObjective,
): number | null {
  let best: number | null = null;
  const gain = (place: number) => improvement(objectiveOf(candidates[place]!.measured!, objective));
  candidates.forEach(({ verdict }, place) => {
    if (verdict === OptimizationVerdict.BETTER && (best === null || gain(place) > gain(best))) best = place;
  });
  return best;
}

function objectiveOf({ size, latency, throughput }: Measurements, objective: OptimizationObjective): MetricChange {
  const changes = { LATENCY: latency, THROUGHPUT: throughput, SIZE: size };
  return changes[objective];
}

function missedLimit({ latency, size }: Measurements, { maxLatencyMs, maxSizeBytes }: OptimizationGoal): string | null {
  if (maxLatencyMs !== null && latency.candidate.value > maxLatencyMs)
    return `A run takes ${figure(latency.candidate.value)} ms, and at most ${figure(maxLatencyMs)} ms is wanted.`;
  if (maxSizeBytes !== null && size.candidate.value > maxSizeBytes)
    return `It has ${size.candidate.value} bytes, and at most ${maxSizeBytes} are wanted.`;
  return null;
}

/** How much worse it may be, at the end of the interval that is worse for it. */
function pessimisticLoss({ name, change, interval }: MetricChange): number {
  const { lower, upper } = interval ?? { lower: change, upper: change };
  return METRICS[name].higherIsBetter ? -lower : upper;
}

function improvement({ name, change }: MetricChange): number {
  return METRICS[name].higherIsBetter ? change : -change;
}

function scoresOf({ size, latency, quality }: Measurements): number[] {
  return [size, latency, quality].map(improvement);
}

function dominates(rival: readonly number[], score: readonly number[]): boolean {
  return rival.every((value, at) => value >= score[at]!) && rival.some((value, at) => value > score[at]!);
}

function figure(value: number): string {
  return Number(value.toPrecision(4)).toString();
}
