import { InvalidInputError } from '../../lib/errors.js';
import { bootstrapIntervals, meanInterval, wilsonInterval } from '../../numerics/intervals.js';
import { type MetricChange, metricChange } from '../comparison/metric-change.js';
import { MetricName } from './metric-name.js';
import { type MetricValue, metricValue } from './metric-value.js';
import { macroAverages } from './confusion.js';
import type { Outcomes } from './outcomes.js';
import { accuracy, calibrationError, logLoss, rowLoss } from './scores.js';

/** Every metric of a classifier, in the order in which they are shown. */
export const CLASSIFICATION_METRICS = [
  MetricName.ACCURACY,
  MetricName.F1_MACRO,
  MetricName.F1_MICRO,
  MetricName.PRECISION,
  MetricName.RECALL,
  MetricName.LOG_LOSS,
  MetricName.CALIBRATION_ERROR,
] as const;

/** A classifier's metrics, each with its 95% interval: Wilson's for accuracies, the normal one for log loss, else a bootstrap. */
export async function classificationMetrics(outcomes: Outcomes, signal?: AbortSignal): Promise<MetricValue[]> {
  const rows = allRows(outcomes);
  const values = scoresOf(outcomes, rows);
  const drawn = await bootstrapIntervals(rows.length, (sample) => scoresOf(outcomes, sample), { signal });
  const share = wilsonInterval(Math.round(values[0]! * rows.length), rows.length);
  const { lower, upper } = meanInterval(Float64Array.from(rows, (row) => rowLoss(outcomes, row)));
  // The normal interval of a mean near 0 may reach below it; no loss does.
  const loss = { lower: Math.max(0, lower), upper };
  return CLASSIFICATION_METRICS.map((name, at) => {
    const isAccuracy = name === MetricName.ACCURACY || name === MetricName.F1_MICRO;
    const interval = isAccuracy ? share : name === MetricName.LOG_LOSS ? loss : drawn[at]!;
    return metricValue(name, values[at]!, rows.length, interval);
  });
}

/**
 * A candidate against a baseline on the same rows in the same order. The interval of each change comes from a bootstrap
 * that draws rows, each with both answers: what is hard for both cancels out.
 * @throws {InvalidInputError} when the rows differ
 */
export async function compareOutcomes(baseline: Outcomes, candidate: Outcomes): Promise<MetricChange[]> {
  assertSameRows(baseline, candidate);
  const baselineMetrics = await classificationMetrics(baseline);
  const candidateMetrics = await classificationMetrics(candidate);
  const intervals = await bootstrapIntervals(baseline.expected.length, (sample) => {
    const before = scoresOf(baseline, sample);
    return scoresOf(candidate, sample).map((score, at) => score - before[at]!);
  });
  return baselineMetrics.map((metric, at) => metricChange(metric, candidateMetrics[at]!, intervals[at]!));
}

/** The metrics on some rows, in the order of `CLASSIFICATION_METRICS`. */
function scoresOf(outcomes: Outcomes, rows: Int32Array): number[] {
  const { precision, recall, f1 } = macroAverages(outcomes, rows);
  const share = accuracy(outcomes, rows);
  // With one label a row every wrong answer is one false positive and one false negative: micro F1 is the accuracy.
  return [share, f1, share, precision, recall, logLoss(outcomes, rows), calibrationError(outcomes, rows)];
}

function allRows({ expected }: Outcomes): Int32Array {
  if (expected.length === 0) throw new InvalidInputError('There are no rows to measure on.');
  return Int32Array.from(expected, (_, row) => row);
}

function assertSameRows(baseline: Outcomes, candidate: Outcomes): void {
  const same =
    baseline.expected.length === candidate.expected.length &&
    baseline.expected.every((label, row) => baseline.labels[label] === candidate.labels[candidate.expected[row]!]);
  if (!same) throw new InvalidInputError('The two were not measured on the same rows.');
}
