import 'reflect-metadata';
import { expect, test } from '@jest/globals';
import { HealthTotals, type Outcome } from '../../src/health/totals/health-totals.js';
import { judgeHealth } from '../../src/health/judge-health.js';
import type { HealthThresholds } from '../../src/health/thresholds.js';
import { ErrorCode } from '../../src/lib/errors.js';

const THRESHOLDS: HealthThresholds = {
  latencyP95Ms: 1_000,
  degradedErrorRate: 0.01,
  unhealthyErrorRate: 0.1,
  queueLength: 256,
};

function judged(outcomes: Outcome[], more: Partial<Pick<HealthTotals, 'queueLength' | 'lostCount'>> = {}) {
  const totals = Object.assign(new HealthTotals(), more);
  for (const outcome of outcomes) totals.observe(outcome);
  const { verdict, reasons } = judgeHealth(totals, THRESHOLDS);
  return [verdict, ...reasons.map(({ code }) => code)];
}

const answered = (count: number, latencyMs = 10): Outcome => ({ latencyMs, count });
const failed = (count: number, error = ErrorCode.TIMEOUT): Outcome => ({ latencyMs: 10, error, count });

test('prompt answers without errors are healthy, and need no reason', () => {
  expect(judged([answered(1)])).toEqual(['HEALTHY']);
  expect(judged([answered(1_000, 999)])).toEqual(['HEALTHY']);
});

test('without traffic there is no verdict', () => {
  expect(judged([])).toEqual(['UNKNOWN', 'NO_TRAFFIC']);
});

test('errors count as soon as they are surely more than the threshold: one among many is not', () => {
  expect(judged([answered(99), failed(1)])).toEqual(['HEALTHY']);
  expect(judged([answered(970), failed(30)])).toEqual(['DEGRADED', 'ERRORS']);
  expect(judged([answered(700), failed(300)])).toEqual(['UNHEALTHY', 'ERRORS']);
  expect(judged([failed(3)])).toEqual(['UNHEALTHY', 'ERRORS']);
});

test('what callers did wrong is no fault of the model', () => {
  expect(judged([answered(10), failed(500, ErrorCode.INVALID_INPUT)])).toEqual(['HEALTHY']);
  expect(judged([failed(500, ErrorCode.CANCELLED)])).toEqual(['HEALTHY']);
});

test('predictions that found no worker say that the version is not ready', () => {
  expect(judged([answered(1_000), failed(1, ErrorCode.UNAVAILABLE)])).toEqual(['DEGRADED', 'NOT_READY']);
});

test('a lost worker is told even when another answered', () => {
  expect(judged([answered(1_000)], { lostCount: 1 })).toEqual(['DEGRADED', 'WORKER_LOST']);
});

test('slow answers degrade; the few first ones do not, because a model is slow when it starts', () => {
  expect(judged([answered(94), answered(6, 3_000)])).toEqual(['DEGRADED', 'LATENCY']);
  expect(judged([answered(96), answered(4, 3_000)])).toEqual(['HEALTHY']);
  expect(judged([answered(19, 3_000)])).toEqual(['HEALTHY']);
});

test('a long queue degrades; a queue of which nothing is answered is unhealthy', () => {
  expect(judged([answered(100)], { queueLength: 256 })).toEqual(['HEALTHY']);
  expect(judged([answered(100)], { queueLength: 257 })).toEqual(['DEGRADED', 'QUEUE']);
  expect(judged([], { queueLength: 1 })).toEqual(['UNHEALTHY', 'QUEUE']);
});

test('a reason says what was seen and where it begins to matter', () => {
  const totals = new HealthTotals();
  totals.observe(answered(970));
  totals.observe(failed(30));
  expect(judgeHealth(totals, THRESHOLDS).reasons).toEqual([
    { code: 'ERRORS', message: '30 of 1000 predictions failed.', observed: 0.03, threshold: 0.01 },
  ]);
});
