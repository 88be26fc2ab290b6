import 'reflect-metadata';
import { expect, test } from '@jest/globals';
import { compareMeasured } from '../../../src/evaluation/comparison/compare-measured.js';
import { valueMetrics } from '../../../src/evaluation/metrics/value-metrics.js';
import { encodeValueOutcomes } from '../../../src/evaluation/metrics/value-outcomes.js';

const EXPECTED = Float32Array.of(1, 2, 3, 4);

const outcomesOf = (answered: number[], expected = EXPECTED) => ({ expected, answered: Float32Array.from(answered) });

test('errors and the share of the variance that is explained, each with an interval', async () => {
  const metrics = await valueMetrics(outcomesOf([1, 3, 3, 2]));
  expect(metrics.map(({ name, value }) => [name, value])).toEqual([
    ['MEAN_ABSOLUTE_ERROR', 0.75],
    ['ROOT_MEAN_SQUARED_ERROR', expect.closeTo(Math.sqrt(5 / 4), 10)],
    ['R_SQUARED', 0],
  ]);
  for (const { value, interval, sampleSize } of metrics) {
    expect(sampleSize).toBe(4);
    expect(interval!.lower).toBeLessThanOrEqual(value);
    expect(interval!.upper).toBeGreaterThanOrEqual(value);
  }
});

test('worse than the mean of the numbers is below 0, and nothing is explained where all are alike', async () => {
  const explained = async (answered: number[], expected?: Float32Array<ArrayBuffer>) =>
    (await valueMetrics(outcomesOf(answered, expected)))[2]!.value;
  expect(await explained([4, 3, 2, 1])).toBe(-3);
  expect(await explained([1, 2, 3, 4])).toBe(1);
  expect(await explained([7, 8], Float32Array.of(7, 7))).toBe(0);
});

test('two versions are compared on the same rows, and on no others', async () => {
  const rows = Float32Array.from({ length: 60 }, (_, row) => row);
  const off = (error: number) =>
    encodeValueOutcomes(
      outcomesOf(
        Array.from(rows, (row) => row + (row % 2 ? error : -error)),
        rows,
      ),
    );
  const changes = await compareMeasured(off(2), off(1));
  expect(changes.map(({ verdict }) => verdict)).toEqual(['BETTER', 'BETTER', 'BETTER']);
  for (const { verdict } of await compareMeasured(off(1), off(1))) expect(verdict).toBe('SAME');
  const others = encodeValueOutcomes(outcomesOf([1, 2, 3, 4]));
  await expect(compareMeasured(off(2), others)).rejects.toThrow('not measured on the same rows');
});
