import 'reflect-metadata';
import { expect, test } from '@jest/globals';
import { ChangeVerdict } from '../../../src/evaluation/comparison/metric-change.js';
import { MetricName } from '../../../src/evaluation/metrics/metric-name.js';
import {
  compareLabelSets,
  labelSetMetrics,
  metricsByLabel,
} from '../../../src/evaluation/metrics/label-set-metrics.js';
import {
  decodeLabelSets,
  encodeLabelSets,
  type LabelSets,
  LabelSetsBuilder,
} from '../../../src/evaluation/metrics/label-sets.js';
import { encodeOutcomes } from '../../../src/evaluation/metrics/outcomes-file.js';
import { OutcomesBuilder } from '../../../src/evaluation/metrics/outcomes.js';

/** right labels, then the probabilities of a, b and c, of which those from 0.5 on are given */
type Row = readonly [string, number, number, number];

const ROWS: Row[] = [
  ['a b', 0.9, 0.8, 0.1],
  ['a', 0.6, 0.7, 0.2],
  ['b c', 0.1, 0.9, 0.4],
  ['', 0.2, 0.1, 0.3],
  ['c', 0.3, 0.2, 0.4],
];

function setsOf(rows: readonly Row[]): LabelSets {
  const builder = new LabelSetsBuilder(['a', 'b', 'c']);
  for (const [labels, ...values] of rows) {
    const chosen = Uint8Array.from(values, (value) => (value >= 0.5 ? 1 : 0));
    builder.add(labels.split(' ').filter(Boolean), Float32Array.from(values), chosen);
  }
  return builder.build();
}

function repeated(rows: readonly Row[], times: number): Row[] {
  return Array.from({ length: times }, () => rows).flat();
}

async function valueOf(rows: readonly Row[], name: MetricName): Promise<number> {
  return (await labelSetMetrics(setsOf(rows))).find((metric) => metric.name === name)!.value;
}

const probabilities = [0.9, 0.8, 0.9, 0.6, 0.3, 0.8, 0.9, 0.9, 0.4, 0.8, 0.9, 0.7, 0.7, 0.8, 0.4];

test.each([
  // Whole sets are right of the first row and of the one without labels.
  [MetricName.ACCURACY, 2 / 5],
  // Given: a b, a b, b. Of those 5 four are right; there are 6 labels.
  [MetricName.PRECISION_MICRO, 4 / 5],
  [MetricName.RECALL_MICRO, 4 / 6],
  [MetricName.F1_MICRO, 8 / 11],
  // a: 2 of 2, 2 of 2; b: 2 of 3 right, 2 of 2 found; c: none of 2.
  [MetricName.PRECISION, (1 + 2 / 3 + 0) / 3],
  [MetricName.RECALL, (1 + 1 + 0) / 3],
  [MetricName.F1_MACRO, (1 + 4 / 5 + 0) / 3],
  // The likeliest are a, b, b and c of the four rows that have labels: b is none of the second's.
  [MetricName.PRECISION_AT_1, 3 / 4],
  [MetricName.RECALL_AT_1, 3 / 6],
  [MetricName.LOG_LOSS, probabilities.reduce((sum, value) => sum - Math.log(value), 0) / 15],
])('%s of five rows is what a hand computes', async (name, expected) => {
  expect(await valueOf(ROWS, name)).toBeCloseTo(expected, 6);
});

test('each label has precision, recall and F1 of its own, the most frequent label first', () => {
  const found = metricsByLabel(setsOf(ROWS)).map(({ name, metrics }) => [name, ...metrics.map(({ value }) => value)]);
  expect(found).toEqual([
    ['a', 1, 1, 1],
    ['b', 2 / 3, 1, 4 / 5],
    ['c', 0, 0, 0],
  ]);
});

test('a label that the model does not know counts as missed and keeps the log loss finite', async () => {
  const rows: Row[] = [['a unheard', 0.9, 0.1, 0.1]];
  expect(await valueOf(rows, MetricName.RECALL_MICRO)).toBe(0.5);
  expect(await valueOf(rows, MetricName.LOG_LOSS)).toBeCloseTo((3 * -Math.log(0.9) - Math.log(1e-15)) / 3, 3);
});

test('rows without any label, given or right, have shares of 0 and no NaN', async () => {
  for (const { value, interval } of await labelSetMetrics(setsOf([['', 0.1, 0.1, 0.1]])))
    for (const number of [value, interval!.lower, interval!.upper]) expect(Number.isFinite(number)).toBe(true);
});

test('every metric has a 95% interval that narrows with more rows', async () => {
  const widths = async (times: number) =>
    (await labelSetMetrics(setsOf(repeated(ROWS, times)))).map(({ interval }) => interval!.upper - interval!.lower);
  const [few, many] = [await widths(5), await widths(40)];
  // Of these rows the recall averaged over labels is the same whichever are drawn.
  const narrower = many.filter((width, at) => width < few[at]!);
  expect(narrower.length).toBeGreaterThanOrEqual(many.length - 1);
  expect(many.every((width, at) => width <= few[at]!)).toBe(true);
});

test('outcomes are read as they were written, and those of one label a row are told apart', () => {
  const sets = setsOf([...ROWS, ['a new', 0.9, 0.1, 0.1]]);
  expect(decodeLabelSets(encodeLabelSets(sets))).toEqual(sets);
  expect(decodeLabelSets(encodeOutcomes(new OutcomesBuilder(['a', 'b']).build()))).toBeNull();
});

test('a candidate is compared on the same rows only, and better where it finds more labels', async () => {
  const baseline = setsOf(repeated(ROWS, 25));
  const candidate = setsOf(repeated([...ROWS.slice(0, 4), ['c', 0.3, 0.2, 0.6]], 25));
  const changes = await compareLabelSets(baseline, candidate);
  expect(changes.find(({ name }) => name === MetricName.F1_MICRO)).toMatchObject({ verdict: ChangeVerdict.BETTER });
  const [worse] = await compareLabelSets(candidate, baseline);
  expect(worse).toMatchObject({ name: MetricName.ACCURACY, verdict: ChangeVerdict.WORSE });
  await expect(compareLabelSets(baseline, setsOf(ROWS))).rejects.toThrow('not measured on the same rows');
});

test('no rows cannot be measured', async () => {
  await expect(labelSetMetrics(setsOf([]))).rejects.toThrow('no rows');
});
