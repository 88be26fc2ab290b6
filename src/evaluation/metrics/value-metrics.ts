import { InvalidInputError } from '../../lib/errors.js';
import { bootstrapIntervals } from '../../numerics/intervals.js';
import { type MetricChange, metricChange } from '../comparison/metric-change.js';
import { MetricName } from './metric-name.js';
import { type MetricValue, metricValue } from './metric-value.js';
import type { ValueOutcomes } from './value-outcomes.js';

const { abs, sqrt } = Math;

/** Every metric of a model that answers numbers, in the order in which they are shown. */
const VALUE_METRICS = [
  MetricName.MEAN_ABSOLUTE_ERROR,
  MetricName.ROOT_MEAN_SQUARED_ERROR,
  MetricName.R_SQUARED,
] as const;

/** Its metrics, each with its 95% interval by a bootstrap. */
export async function valueMetrics(outcomes: ValueOutcomes, signal?: AbortSignal): Promise<MetricValue[]> {
  const rows = allRows(outcomes);
  const values = scoresOf(outcomes, rows);
  const intervals = await bootstrapIntervals(rows.length, (sample) => scoresOf(outcomes, sample), { signal });
  return VALUE_METRICS.map((name, at) => metricValue(name, values[at]!, rows.length, intervals[at]));
}

/**
 * A candidate against a baseline on the same rows in the same order, by a bootstrap that draws rows, each with both answers.
 * @throws {InvalidInputError} when the rows differ
 */
export async function compareValues(baseline: ValueOutcomes, candidate: ValueOutcomes): Promise<MetricChange[]> {
  const { expected } = baseline;
  const isSame = (value: number, row: number) => value === candidate.expected[row];
  if (expected.length !== candidate.expected.length || !expected.every(isSame))
    throw new InvalidInputError('The two were not measured on the same rows.');
  const [before, after] = [await valueMetrics(baseline), await valueMetrics(candidate)];
  const intervals = await bootstrapIntervals(expected.length, (sample) => {
    const scores = scoresOf(baseline, sample);
    return scoresOf(candidate, sample).map((score, at) => score - scores[at]!);
  });
  return before.map((metric, at) => metricChange(metric, after[at]!, intervals[at]!));
}

/** The metrics on some rows, in the order of `VALUE_METRICS`. */
function scoresOf({ expected, answered }: ValueOutcomes, rows: Int32Array): number[] {
  const mean = rows.reduce((sum, row) => sum + expected[row]!, 0) / rows.length;
  let [absolute, squared, spread] = [0, 0, 0];
  for (const row of rows) {
    const error = answered[row]! - expected[row]!;
    absolute += abs(error);
    squared += error ** 2;
    spread += (expected[row]! - mean) ** 2;
  }
  // Where all numbers are alike there is nothing to explain.
  const explained = spread > 0 ? 1 - squared / spread : 0;
  return [absolute / rows.length, sqrt(squared / rows.length), explained];
}

function allRows({ expected }: ValueOutcomes): Int32Array {
  if (expected.length === 0) throw new InvalidInputError('There are no rows to measure on.');
  return Int32Array.from(expected, (_, row) => row);
}
