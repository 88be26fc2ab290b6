import 'reflect-metadata';
import { expect, test } from '@jest/globals';
import { ChangeVerdict } from '../../../src/evaluation/comparison/metric-change.js';
import { measureSpeed, type Timed } from '../../../src/optimization/measuring/measure-speed.js';
import { latencyChange, throughputChange } from '../../../src/optimization/measuring/speed-change.js';

const TEXTS = ['a', 'b', 'c', 'd', 'e'];
const signal = new AbortController().signal;

/** Runs for about `ms`, and remembers what it was given. */
function busy(ms: number, seen: (readonly string[])[] = []): Timed {
  return {
    answer: (texts) => {
      seen.push(texts);
      const until = performance.now() + ms;
      while (performance.now() < until);
      return Promise.resolve();
    },
  };
}

test('both models run on the same batches, in turn, and neither always first', async () => {
  const order: string[] = [];
  const named = (name: string): Timed => ({
    answer: (texts) => Promise.resolve(order.push(`${name} ${texts.join('')}`)),
  });
  const limits = { rounds: [4, 4], totalMs: 1000 } as const;
  const sample = await measureSpeed(named('A'), named('B'), { texts: TEXTS, batchSize: 3, signal }, limits);

  expect(sample.baselineMs).toHaveLength(4);
  expect(sample.candidateMs).toHaveLength(4);
  expect(order.slice(-8)).toEqual(['A abc', 'B abc', 'B dea', 'A dea', 'A bcd', 'B bcd', 'B eab', 'A eab']);
});

test('a model of half the time is found to be better, with an interval', async () => {
  const limits = { rounds: [30, 30], totalMs: 1000 } as const;
  const sample = await measureSpeed(busy(2), busy(1), { texts: TEXTS, batchSize: 4, signal }, limits);

  const latency = await latencyChange(sample);
  expect(latency.verdict).toBe(ChangeVerdict.BETTER);
  expect(latency.interval!.upper).toBeLessThan(0);
  const throughput = await throughputChange(sample);
  expect(throughput.verdict).toBe(ChangeVerdict.BETTER);
  expect(throughput.candidate.value).toBeGreaterThan(throughput.baseline.value);
  expect(throughput.candidate.value).toBeLessThanOrEqual(4 * 1000);
});

test('measuring stops when it is aborted', async () => {
  const stopping = new AbortController();
  const stop: Timed = {
    answer: () => {
      stopping.abort();
      return Promise.resolve();
    },
  };
  await expect(measureSpeed(stop, busy(0), { texts: TEXTS, batchSize: 1, signal: stopping.signal })).rejects.toThrow(
    'aborted',
  );
});
