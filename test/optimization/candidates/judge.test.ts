import 'reflect-metadata';
import { describe, expect, test } from '@jest/globals';
import { type MetricChange, metricChange } from '../../../src/evaluation/comparison/metric-change.js';
import { MetricName } from '../../../src/evaluation/metrics/metric-name.js';
import { metricValue } from '../../../src/evaluation/metrics/metric-value.js';
import { chooseBest, judge, type Measurements, paretoFront } from '../../../src/optimization/candidates/judge.js';
import type { OptimizationGoal } from '../../../src/optimization/optimization-goal.js';
import { OptimizationObjective, OptimizationVerdict } from '../../../src/optimization/optimization-kinds.js';

const GOAL: Readonly<OptimizationGoal> = Object.freeze({
  minimize: OptimizationObjective.LATENCY,
  qualityMetric: MetricName.ACCURACY,
  maxQualityLoss: 0.01,
  maxLatencyMs: null,
  maxSizeBytes: null,
});
const goal = (changes: Partial<OptimizationGoal>): OptimizationGoal => Object.assign({}, GOAL, changes);

function change(name: MetricName, before: number, after: number, spread = 0): MetricChange {
  const interval = { lower: after - before - spread, upper: after - before + spread };
  return metricChange(metricValue(name, before), metricValue(name, after), interval);
}

function measured({
  ms = 10,
  size = 1000,
  spread = 0,
  quality = change(MetricName.ACCURACY, 0.9, 0.9, spread / 100),
}): Measurements {
  return {
    size: change(MetricName.SIZE, 1000, size),
    latency: change(MetricName.LATENCY_P50, 10, ms, spread),
    throughput: change(MetricName.THROUGHPUT, 100, 1000 / ms),
    quality,
  };
}

describe('a verdict', () => {
  test('faster at the same quality is better, and says by how much', () => {
    expect(judge(measured({ ms: 5 }), GOAL)).toEqual({
      verdict: OptimizationVerdict.BETTER,
      reason: 'LATENCY_P50 went from 10 to 5, within every limit of the goal.',
    });
  });

  test('a gain that chance explains is not worth it', () => {
    expect(judge(measured({ ms: 9, spread: 1.5 }), goal({ maxQualityLoss: 0.1 })).verdict).toBe(
      OptimizationVerdict.NOT_WORTH_IT,
    );
    expect(judge(measured({ ms: 9.9 }), GOAL).verdict).toBe(OptimizationVerdict.NOT_WORTH_IT);
  });

  test('quality counts at the pessimistic end of its interval', () => {
    const uncertain = measured({ ms: 2, spread: 1.5 });
    expect(judge(uncertain, GOAL).verdict).toBe(OptimizationVerdict.QUALITY_LOST);
    expect(judge(uncertain, goal({ maxQualityLoss: 0.02 })).verdict).toBe(OptimizationVerdict.BETTER);
  });

  test('of a metric of which less is better, more is a loss', () => {
    const worse = measured({ ms: 5, quality: change(MetricName.LOG_LOSS, 0.2, 0.3) });
    const better = measured({ ms: 5, quality: change(MetricName.LOG_LOSS, 0.3, 0.2) });
    expect(judge(worse, GOAL).verdict).toBe(OptimizationVerdict.QUALITY_LOST);
    expect(judge(better, GOAL).verdict).toBe(OptimizationVerdict.BETTER);
  });

  test('faster, but not fast or small enough, misses the goal', () => {
    expect(judge(measured({ ms: 5 }), goal({ maxLatencyMs: 4 })).verdict).toBe(OptimizationVerdict.GOAL_MISSED);
    expect(judge(measured({ ms: 5, size: 900 }), goal({ maxSizeBytes: 800 })).verdict).toBe(
      OptimizationVerdict.GOAL_MISSED,
    );
  });
});

test('the Pareto front leaves out what its source or another candidate beats in every respect', () => {
  const small = measured({ size: 500, ms: 12 });
  const fast = measured({ size: 900, ms: 5 });
  const beatenBySource = measured({ size: 1100, ms: 11 });
  const beatenByFast = measured({ size: 950, ms: 6 });
  expect(paretoFront([small, null, fast, beatenBySource, beatenByFast])).toEqual(new Set([0, 2]));
});

test('the best of the better ones is chosen, and none when there is none', () => {
  const candidate = (ms: number, verdict: OptimizationVerdict) => ({ measured: measured({ ms }), verdict });
  const { BETTER, QUALITY_LOST } = OptimizationVerdict;
  const candidates = [candidate(5, BETTER), candidate(1, QUALITY_LOST), candidate(4, BETTER)];
  expect(chooseBest(candidates, OptimizationObjective.LATENCY)).toBe(2);
  expect(chooseBest(candidates.slice(1, 2), OptimizationObjective.LATENCY)).toBeNull();
});
