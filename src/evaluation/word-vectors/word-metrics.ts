import { InvalidInputError } from '../../lib/errors.js';
import { bootstrapIntervals, type Interval, wilsonInterval } from '../../numerics/intervals.js';
import { type MetricChange, metricChange } from '../comparison/metric-change.js';
import { MetricName } from '../metrics/metric-name.js';
import { type MetricValue, metricValue } from '../metrics/metric-value.js';
import { type AnalogyOutcomes, RIGHT, UNCOVERED } from './analogies.js';
import { coveredPairs, rankCorrelation, type SimilarityOutcomes } from './similarity.js';

/** What became of each question, or pair, of a test: all that its metrics are computed from. */
export type WordOutcomes =
  ({ readonly kind: 'analogies' } & AnalogyOutcomes) | ({ readonly kind: 'similarity' } & SimilarityOutcomes);

/** Metrics that a test of words gives of quality; which, its lines tell. */
export const WORD_METRICS = [
  MetricName.ANALOGY_ACCURACY,
  MetricName.ANALOGY_ACCURACY_MULTIPLICATIVE,
  MetricName.WORD_SIMILARITY,
] as const;

export interface SectionMetrics {
  readonly name: string;
  readonly metrics: MetricValue[];
}

/** Metrics of all questions or pairs; those that nothing was counted for are left out, and COVERAGE says why. */
export async function wordMetrics(outcomes: WordOutcomes, signal?: AbortSignal): Promise<MetricValue[]> {
  const count = questionCount(outcomes);
  const covered = coveredBy(outcomes);
  const coverage = metricValue(MetricName.COVERAGE, covered.length / count, count);
  if (outcomes.kind === 'analogies') return [...accuracies(outcomes, covered), coverage];
  const correlation = rankCorrelation(outcomes, covered);
  if (correlation === null) return [coverage];
  // A sample whose values are all alike says nothing of the correlation: it counts as none.
  const [interval] = await bootstrapIntervals(
    covered.length,
    (sample) => [rankCorrelation(outcomes, pick(covered, sample)) ?? 0],
    { signal },
  );
  return [metricValue(MetricName.WORD_SIMILARITY, correlation, covered.length, interval), coverage];
}

/** Metrics of each section of a test of analogies; none of pairs, which have no sections. */
export function sectionMetrics(outcomes: WordOutcomes): SectionMetrics[] {
  if (outcomes.kind === 'similarity') return [];
  const covered = coveredBy(outcomes);
  let start = 0;
  return outcomes.sections.flatMap(({ name, count }) => {
    const end = start + count;
    const own = covered.filter((at) => at >= start && at < end);
    start = end;
    if (count === 0) return [];
    return [
      { name, metrics: [...accuracies(outcomes, own), metricValue(MetricName.COVERAGE, own.length / count, count)] },
    ];
  });
}

/**
 * A candidate against a baseline on the questions that both cover. Intervals come from a bootstrap that draws questions, each with both answers.
 * @throws {InvalidInputError} when they were measured by different tests
 */
export async function compareWordOutcomes(baseline: WordOutcomes, candidate: WordOutcomes): Promise<MetricChange[]> {
  if (baseline.kind !== candidate.kind || questionCount(baseline) !== questionCount(candidate))
    throw new InvalidInputError('The two were not measured by the same test.');
  const before = new Set(coveredBy(baseline));
  const shared = coveredBy(candidate).filter((at) => before.has(at));
  const [coverageBefore, coverageAfter] = [baseline, candidate].map((outcomes) =>
    metricValue(MetricName.COVERAGE, coveredBy(outcomes).length / questionCount(outcomes), questionCount(outcomes)),
  );
  const coverage = metricChange(coverageBefore!, coverageAfter!, null);
  const [baselineValues, candidateValues] = [valuesOn(baseline, shared), valuesOn(candidate, shared)];
  if (!baselineValues || !candidateValues) return [coverage];
  const intervals = await bootstrapIntervals(shared.length, (sample) => {
    const drawn = pick(shared, sample);
    const values = valuesOn(baseline, drawn);
    return (valuesOn(candidate, drawn) ?? []).map((value, at) => value - (values?.[at] ?? value));
  });
  const changes = namesOf(candidate).map((name, at) => {
    const value = (values: readonly number[], own: Interval | null) =>
      metricValue(name, values[at]!, shared.length, own);
    return metricChange(value(baselineValues, null), value(candidateValues, null), intervals[at]!);
  });
  return [...changes, coverage];
}

function questionCount(outcomes: WordOutcomes): number {
  return (outcomes.kind === 'analogies' ? outcomes.bySum : outcomes.ratings).length;
}

function coveredBy(outcomes: WordOutcomes): Int32Array {
  if (outcomes.kind === 'similarity') return coveredPairs(outcomes);
  const { bySum } = outcomes;
  return Int32Array.from([...bySum.keys()].filter((at) => bySum[at] !== UNCOVERED));
}

function namesOf({ kind }: WordOutcomes): MetricName[] {
  return kind === 'similarity'
    ? [MetricName.WORD_SIMILARITY]
    : [MetricName.ANALOGY_ACCURACY, MetricName.ANALOGY_ACCURACY_MULTIPLICATIVE];
}

/** The metrics of `namesOf` on some questions; null where nothing can be counted. */
function valuesOn(outcomes: WordOutcomes, questions: Int32Array): number[] | null {
  if (questions.length === 0) return null;
  if (outcomes.kind === 'analogies')
    return [outcomes.bySum, outcomes.byProduct].map((right) => countRight(right, questions) / questions.length);
  const correlation = rankCorrelation(outcomes, questions);
  return correlation === null ? null : [correlation];
}

function accuracies({ bySum, byProduct }: AnalogyOutcomes, questions: Int32Array): MetricValue[] {
  if (questions.length === 0) return [];
  const value = (name: MetricName, outcomes: Int32Array) => {
    const right = countRight(outcomes, questions);
    return metricValue(name, right / questions.length, questions.length, wilsonInterval(right, questions.length));
  };
  return [value(MetricName.ANALOGY_ACCURACY, bySum), value(MetricName.ANALOGY_ACCURACY_MULTIPLICATIVE, byProduct)];
}

function countRight(outcomes: Int32Array, questions: Int32Array): number {
  let right = 0;
  for (const question of questions) if (outcomes[question] === RIGHT) right++;
  return right;
}

function pick(values: Int32Array, places: Int32Array): Int32Array {
  return places.map((place) => values[place]!);
}
