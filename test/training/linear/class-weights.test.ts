import { expect, test } from '@jest/globals';
import { labelWeightsOf } from '../../../src/training/linear/any-labels/label-set-rows.js';
import { ClassWeighting } from '../../../src/training/linear/class-weighting.js';
import { classWeightsOf } from '../../../src/training/linear/one-label/labelled-rows.js';
import { labelSetProblem, smallProblem } from './small-problem.js';

const [ROWS, COLUMNS, LABELS] = [60, 4, 3];
/** With labels that no row has, as a teacher may bring. */
const ALL = LABELS + 5;
const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;

test('balanced rows weigh 1 in the mean, and each label that they have as much as another, also beside labels without rows', () => {
  const data = { ...smallProblem(ROWS, COLUMNS, LABELS), classCount: ALL };
  const weights = classWeightsOf(data, ClassWeighting.BALANCED);
  expect(mean(Array.from(data.labels, (label) => weights[label]!))).toBeCloseTo(1, 12);
  const totals = new Float64Array(ALL);
  for (const label of data.labels) totals[label]! += weights[label]!;
  for (const total of totals.subarray(0, LABELS)) expect(total).toBeCloseTo(ROWS / LABELS, 12);
});

test('with several labels a text, rows weigh 1 in the mean for each label, also for one that no row has, or every row', () => {
  const { starts, labels, ...rest } = labelSetProblem(ROWS, COLUMNS, LABELS);
  const everywhere = LABELS;
  const sets = Array.from({ length: ROWS }, (_, row) => [...labels.slice(starts[row], starts[row + 1]), everywhere]);
  const data = {
    ...{ ...rest, labelCount: ALL, labels: Int32Array.from(sets.flat()) },
    starts: Int32Array.from([0, ...sets].keys(), (row) => sets.slice(0, row).flat().length),
  };
  const { present, absent } = labelWeightsOf(data, ClassWeighting.BALANCED);
  for (let label = 0; label < ALL; label++)
    expect(mean(sets.map((set) => (set.includes(label) ? present : absent)[label]!))).toBeCloseTo(1, 12);
});
