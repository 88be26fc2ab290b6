import { describe, expect, test } from '@jest/globals';
import { LatencySketch, RELATIVE_ACCURACY } from '../../../src/health/totals/latency-sketch.js';
import { uniform } from '../../../src/numerics/random.js';

const QUANTILES = [0, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1];

/** Log-normal latencies around 10 ms, with a tail of some seconds. */
function latencies(count: number, seed: number): number[] {
  return Array.from({ length: count }, (_, at) => {
    const normal = Math.sqrt(-2 * Math.log(1 - uniform(seed, at, 0))) * Math.cos(2 * Math.PI * uniform(seed, at, 1));
    return 10 * Math.exp(1.5 * normal);
  });
}

function sketchOf(values: readonly number[]): LatencySketch {
  const sketch = new LatencySketch();
  for (const value of values) sketch.observe(value);
  return sketch;
}

function expectQuantilesOf(sketch: LatencySketch, values: readonly number[]): void {
  const sorted = Float64Array.from(values).sort();
  expect(sketch.count).toBe(values.length);
  for (const q of QUANTILES) {
    const exact = sorted[Math.floor(q * (sorted.length - 1))]!;
    expect(Math.abs(sketch.quantile(q) - exact) / exact).toBeLessThanOrEqual(RELATIVE_ACCURACY * 1.000001);
  }
}

test.each([1, 7, 1_000, 50_000])('quantiles of %i latencies are exact to 1%%', (count) => {
  const values = latencies(count, 3);
  expectQuantilesOf(sketchOf(values), values);
});

test('many sketches that were stored and merged have the quantiles of all their latencies', () => {
  const parts = Array.from({ length: 60 }, (_, seed) => latencies(200 + seed, seed));
  const merged = new LatencySketch();
  for (const part of parts) merged.merge(sketchOf(part).encode());
  expectQuantilesOf(merged, parts.flat());
});

test('a sketch that was stored twice over is the same', () => {
  const first = sketchOf(latencies(500, 1)).encode();
  const again = new LatencySketch();
  again.merge(first);
  expect(again.encode()).toEqual(first);
});

test('a thousand latencies take less than a kilobyte', () => {
  expect(sketchOf(latencies(1_000, 2)).encode().length).toBeLessThan(1_024);
});

test('rows of a batch count as often as there are', () => {
  const sketch = new LatencySketch();
  sketch.observe(5, 99);
  sketch.observe(500);
  expect(sketch.count).toBe(100);
  expect(sketch.quantile(0.5)).toBeCloseTo(5, 1);
  expect(sketch.quantile(1) / 500).toBeCloseTo(1, 1);
});

describe('latencies that cannot be', () => {
  test.each([0, -3, Number.NaN, 1e-9, 1e12, Number.POSITIVE_INFINITY])('%p counts, and breaks nothing', (value) => {
    const sketch = sketchOf([value]);
    const again = new LatencySketch();
    again.merge(sketch.encode());
    expect(again.count).toBe(1);
    expect(again.quantile(0.5)).toBeGreaterThan(0);
    expect(again.quantile(0.5)).toBeLessThan(3_700_000);
  });
});

test('a sketch of another format is refused, not misread', () => {
  expect(() => {
    new LatencySketch().merge(Buffer.from([9, 2, 1]));
  }).toThrow('format 9');
  expect(() => {
    new LatencySketch().merge(Buffer.from([1, 0x80]));
  }).toThrow(RangeError);
});
