import { InvalidInputError } from '../../lib/errors.js';
import { bootstrapIntervals, meanInterval, wilsonInterval } from '../../numerics/intervals.js';
import { type MetricChange, metricChange } from '../comparison/metric-change.js';
import { MetricName } from './metric-name.js';
import { type MetricValue, metricValue } from './metric-value.js';
import { averagesOf, type LabelTallies } from './confusion.js';
import type { LabelSets } from './label-sets.js';

/** Every metric of a model that gives any number of labels, in the order in which they are shown. */
export const LABEL_SET_METRICS = [
  MetricName.ACCURACY,
  MetricName.F1_MICRO,
  MetricName.F1_MACRO,
  MetricName.PRECISION_MICRO,
  MetricName.RECALL_MICRO,
  MetricName.PRECISION,
  MetricName.RECALL,
  MetricName.PRECISION_AT_1,
  MetricName.RECALL_AT_1,
  MetricName.LOG_LOSS,
] as const;

/** How good a model is at one label. */
export interface LabelMetrics {
  readonly name: string;
  readonly metrics: MetricValue[];
}

/** A model's metrics, each with its 95% interval: Wilson's for the share of rows that are all right, the normal one for log loss, else a bootstrap. */
export async function labelSetMetrics(sets: LabelSets, signal?: AbortSignal): Promise<MetricValue[]> {
  const rows = allRows(sets);
  const values = scoresOf(sets, rows);
  const drawn = await bootstrapIntervals(rows.length, (sample) => scoresOf(sets, sample), { signal });
  const { lower, upper } = meanInterval(Float64Array.from(sets.loss));
  return LABEL_SET_METRICS.map((name, at) => {
    const value = values[at]!;
    if (name === MetricName.ACCURACY)
      return metricValue(name, value, rows.length, wilsonInterval(Math.round(value * rows.length), rows.length));
    // The normal interval of a mean near 0 may reach below it; no loss does.
    const interval = name === MetricName.LOG_LOSS ? { lower: Math.max(0, lower), upper } : drawn[at]!;
    return metricValue(name, value, rows.length, interval);
  });
}

/** Precision, recall and F1 of each label that occurs, the most frequent first; their sample is the rows that have it. */
export function metricsByLabel(sets: LabelSets): LabelMetrics[] {
  const { right, expected, given } = talliesOf(sets, allRows(sets));
  return sets.labels
    .flatMap((name, label) => {
      const count = expected[label]!;
      const value = (metric: MetricName, of: number) => metricValue(metric, share(right[label]!, of), count);
      const metrics = [
        value(MetricName.PRECISION, given[label]!),
        value(MetricName.RECALL, count),
        value(MetricName.F1_MICRO, (given[label]! + count) / 2),
      ];
      return count + given[label]! > 0 ? [{ name, count, metrics }] : [];
    })
    .sort((a, b) => b.count - a.count)
    .map(({ name, metrics }) => ({ name, metrics }));
}

/**
 * A candidate against a baseline on the same rows in the same order, by a bootstrap that draws rows, each with both answers.
 * @throws {InvalidInputError} when the rows differ
 */
export async function compareLabelSets(baseline: LabelSets, candidate: LabelSets): Promise<MetricChange[]> {
  assertSameRows(baseline, candidate);
  const [before, after] = [await labelSetMetrics(baseline), await labelSetMetrics(candidate)];
  const intervals = await bootstrapIntervals(baseline.top.length, (sample) => {
    const scores = scoresOf(baseline, sample);
    return scoresOf(candidate, sample).map((score, at) => score - scores[at]!);
  });
  return before.map((metric, at) => metricChange(metric, after[at]!, intervals[at]!));
}

/** The metrics on some rows, in the order of `LABEL_SET_METRICS`. Shares of nothing are 0. */
function scoresOf(sets: LabelSets, rows: Int32Array): number[] {
  const { expectedStarts, expected, top, loss } = sets;
  const tallies = talliesOf(sets, rows);
  let [labelled, found, lossSum] = [0, 0, 0];
  for (const row of rows) {
    const [from, to] = [expectedStarts[row]!, expectedStarts[row + 1]!];
    if (to > from) labelled++;
    for (let at = from; at < to; at++) if (expected[at] === top[row]) found++;
    lossSum += loss[row]!;
  }
  const [right, wanted, given] = [tallies.right, tallies.expected, tallies.given].map(sumOf) as [
    number,
    number,
    number,
  ];
  const { precision, recall, f1 } = averagesOf(tallies);
  return [
    tallies.exact / rows.length,
    share(2 * right, wanted + given),
    f1,
    share(right, given),
    share(right, wanted),
    precision,
    recall,
    share(found, labelled),
    share(found, wanted),
    lossSum / rows.length,
  ];
}

/** @param rows row numbers, with repetitions in a bootstrap */
function talliesOf(sets: LabelSets, rows: Int32Array): LabelTallies & { readonly exact: number } {
  const { labels, expectedStarts, expected: expectedLabels, givenStarts, given: givenLabels } = sets;
  const [right, expected, given] = [0, 1, 2].map(() => new Uint32Array(labels.length)) as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ];
  const lastRow = new Int32Array(labels.length);
  let exact = 0;
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place]!;
    let both = 0;
    for (let at = expectedStarts[row]!; at < expectedStarts[row + 1]!; at++) {
      const label = expectedLabels[at]!;
      expected[label]!++;
      lastRow[label] = place + 1;
    }
    for (let at = givenStarts[row]!; at < givenStarts[row + 1]!; at++) {
      const label = givenLabels[at]!;
      given[label]!++;
      if (lastRow[label] !== place + 1) continue;
      right[label]!++;
      both++;
    }
    const wanted = expectedStarts[row + 1]! - expectedStarts[row]!;
    if (both === wanted && both === givenStarts[row + 1]! - givenStarts[row]!) exact++;
  }
  return { right, expected, given, exact };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function sumOf(counts: Uint32Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function allRows({ top }: LabelSets): Int32Array {
  if (top.length === 0) throw new InvalidInputError('There are no rows to measure on.');
  return Int32Array.from(top, (_, row) => row);
}

function assertSameRows(baseline: LabelSets, candidate: LabelSets): void {
  const same =
    baseline.expectedStarts.length === candidate.expectedStarts.length &&
    baseline.expectedStarts.every((start, row) => start === candidate.expectedStarts[row]) &&
    baseline.expected.every((label, at) => baseline.labels[label] === candidate.labels[candidate.expected[at]!]);
  if (!same) throw new InvalidInputError('The two were not measured on the same rows.');
}
