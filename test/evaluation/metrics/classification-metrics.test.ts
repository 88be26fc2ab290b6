import 'reflect-metadata';
import { expect, test } from '@jest/globals';
import { ChangeVerdict, verdictOf } from '../../../src/evaluation/comparison/metric-change.js';
import { MetricName } from '../../../src/evaluation/metrics/metric-name.js';
import { classificationMetrics, compareOutcomes } from '../../../src/evaluation/metrics/classification-metrics.js';
import { confusionOf } from '../../../src/evaluation/metrics/confusion.js';
import { type Outcomes, OutcomesBuilder } from '../../../src/evaluation/metrics/outcomes.js';

/** expected label, then the probabilities of a, b and c */
type Row = readonly [string, number, number, number];

const ROWS: Row[] = [
  ['a', 0.9, 0.05, 0.05],
  ['a', 0.6, 0.3, 0.1],
  ['a', 0.2, 0.7, 0.1],
  ['b', 0.1, 0.8, 0.1],
  ['b', 0.25, 0.5, 0.25],
  ['c', 0.5, 0.3, 0.2],
];

function outcomesOf(rows: readonly Row[]): Outcomes {
  const builder = new OutcomesBuilder(['a', 'b', 'c']);
  for (const [expected, ...probabilities] of rows) builder.add(expected, Float32Array.from(probabilities));
  return builder.build();
}

function repeated(rows: readonly Row[], times: number): Row[] {
  return Array.from({ length: times }, () => rows).flat();
}

async function valueOf(rows: readonly Row[], name: MetricName): Promise<number> {
  const metrics = await classificationMetrics(outcomesOf(rows));
  return metrics.find((metric) => metric.name === name)!.value;
}

test.each([
  [MetricName.ACCURACY, 4 / 6],
  [MetricName.F1_MICRO, 4 / 6],
  // a: 2 of 3 found, 2 of 3 right; b: 2 of 2 found, 2 of 3 right; c: never.
  [MetricName.PRECISION, (2 / 3 + 2 / 3 + 0) / 3],
  [MetricName.RECALL, (2 / 3 + 1 + 0) / 3],
  [MetricName.F1_MACRO, (2 / 3 + 4 / 5 + 0) / 3],
  [
    MetricName.LOG_LOSS,
    -(Math.log(0.9) + Math.log(0.6) + Math.log(0.2) + Math.log(0.8) + 2 * Math.log(0.5) + Math.log(0.4)) / 6,
  ],
])('%s of six rows is what a hand computes', async (name, expected) => {
  expect(await valueOf(ROWS, name)).toBeCloseTo(expected, 6);
});

test('calibration error is the gap between confidence and accuracy, bin by bin', async () => {
  // Confidence 0.9 in one bin with half of them right, 0.6 in another with all right.
  const rows: Row[] = [
    ['a', 0.9, 0.1, 0],
    ['b', 0.9, 0.1, 0],
    ['a', 0.6, 0.4, 0],
    ['a', 0.6, 0.4, 0],
  ];
  expect(await valueOf(rows, MetricName.CALIBRATION_ERROR)).toBeCloseTo((2 * 0.4 + 2 * 0.4) / 4, 6);
});

test('confusions count expected against predicted, most frequent first', () => {
  expect(confusionOf(outcomesOf(ROWS))).toEqual([
    { expected: 'a', predicted: 'a', count: 2 },
    { expected: 'b', predicted: 'b', count: 2 },
    { expected: 'a', predicted: 'b', count: 1 },
    { expected: 'c', predicted: 'a', count: 1 },
  ]);
});

test('a label that the model does not know counts as wrong and keeps the log loss finite', async () => {
  const rows: Row[] = [['unheard', 1, 0, 0]];
  expect(await valueOf(rows, MetricName.ACCURACY)).toBe(0);
  expect(await valueOf(rows, MetricName.LOG_LOSS)).toBeCloseTo(-Math.log(1e-15), 3);
});

test('every metric has a 95% interval around it that narrows with more rows', async () => {
  const width = async (rows: readonly Row[]) =>
    (await classificationMetrics(outcomesOf(rows))).map(({ interval, value }) => {
      expect(interval!.lower).toBeLessThanOrEqual(value + 0.05);
      expect(interval!.upper).toBeGreaterThanOrEqual(value - 0.05);
      return interval!.upper - interval!.lower;
    });
  const few = await width(repeated(ROWS, 5));
  const many = await width(repeated(ROWS, 40));
  few.forEach((wide, at) => {
    expect(many[at]!).toBeLessThan(wide);
  });
});

test('a candidate that is right more often on the same rows is better, and the other way round worse', async () => {
  const baseline = outcomesOf(repeated(ROWS, 25));
  const candidate = outcomesOf(repeated([...ROWS.slice(0, 5), ['c', 0.2, 0.3, 0.5]], 25));
  const [accuracy] = await compareOutcomes(baseline, candidate);
  expect(accuracy).toMatchObject({ name: MetricName.ACCURACY, verdict: ChangeVerdict.BETTER });
  expect(accuracy!.change).toBeCloseTo(1 / 6, 6);
  expect(accuracy!.interval!.lower).toBeGreaterThan(0.08);
  const [reversed] = await compareOutcomes(candidate, baseline);
  expect(reversed!.verdict).toBe(ChangeVerdict.WORSE);
});

test('a version compared with itself is the same in every metric', async () => {
  const outcomes = outcomesOf(ROWS);
  for (const change of await compareOutcomes(outcomes, outcomes)) {
    expect(change).toMatchObject({ change: 0, interval: { lower: 0, upper: 0 }, verdict: ChangeVerdict.SAME });
  }
});

test('other rows cannot be compared', async () => {
  await expect(compareOutcomes(outcomesOf(ROWS), outcomesOf(ROWS.slice(1)))).rejects.toThrow(
    'not measured on the same rows',
  );
});

test('no rows cannot be measured', async () => {
  await expect(classificationMetrics(outcomesOf([]))).rejects.toThrow('no rows');
});

test.each([
  [MetricName.ACCURACY, 0.01, 0.03, ChangeVerdict.BETTER],
  [MetricName.ACCURACY, -0.03, -0.01, ChangeVerdict.WORSE],
  [MetricName.ACCURACY, -0.03, 0.03, ChangeVerdict.UNCERTAIN],
  [MetricName.ACCURACY, -0.001, 0.002, ChangeVerdict.SAME],
  [MetricName.LOG_LOSS, 0.01, 0.03, ChangeVerdict.WORSE],
  [MetricName.LATENCY_P50, -5, -3, ChangeVerdict.BETTER],
  [MetricName.LATENCY_P50, -1, 1, ChangeVerdict.SAME],
])('a change of %s between %d and %d is %s', (name, lower, upper, verdict) => {
  expect(verdictOf(name, 100, { lower, upper })).toBe(verdict);
});
