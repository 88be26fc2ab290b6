import { ErrorCode } from '../lib/errors.js';
import { wilsonInterval } from '../numerics/intervals.js';
import { HealthReason, HealthReasonCode, HealthVerdict } from './health-reason.js';
import type { HealthTotals } from './totals/health-totals.js';
import type { HealthThresholds } from './thresholds.js';

/** The 95th percentile of fewer answers is their slowest one, which says little. */
const FEWEST_ANSWERS = 20;

export interface HealthJudgement {
  verdict: HealthVerdict;
  /** None when healthy. */
  reasons: HealthReason[];
}

type Finding = HealthReason & { verdict: HealthVerdict.DEGRADED | HealthVerdict.UNHEALTHY };

const { DEGRADED, UNHEALTHY } = HealthVerdict;

/**
 * Judges what was seen. The error rate counts when it exceeds its threshold with a confidence of 97.5%, so that one failure
 * among few predictions is no verdict.
 */
export function judgeHealth(totals: HealthTotals, thresholds: HealthThresholds): HealthJudgement {
  const { requestCount, queueLength, lostCount } = totals;
  if (requestCount === 0 && queueLength === 0 && lostCount === 0) {
    const none = {
      code: HealthReasonCode.NO_TRAFFIC,
      message: 'No prediction was asked for in this window.',
      observed: 0,
      threshold: null,
    };
    return { verdict: HealthVerdict.UNKNOWN, reasons: [Object.assign(new HealthReason(), none)] };
  }
  const findings = [
    errors(totals, thresholds),
    notReady(totals),
    workerLost(totals),
    queue(totals, thresholds),
    latency(totals, thresholds),
  ].filter((finding) => finding !== null);
  return {
    verdict: worst(findings),
    reasons: findings.map(({ verdict: _, ...reason }) => Object.assign(new HealthReason(), reason)),
  };
}

function errors({ requestCount, errorCount }: HealthTotals, thresholds: HealthThresholds): Finding | null {
  if (errorCount === 0) return null;
  const surely = wilsonInterval(errorCount, requestCount).lower;
  if (surely <= thresholds.degradedErrorRate) return null;
  const unhealthy = surely > thresholds.unhealthyErrorRate;
  return {
    verdict: unhealthy ? UNHEALTHY : DEGRADED,
    code: HealthReasonCode.ERRORS,
    message: `${errorCount} of ${requestCount} predictions failed.`,
    observed: errorCount / requestCount,
    threshold: unhealthy ? thresholds.unhealthyErrorRate : thresholds.degradedErrorRate,
  };
}

function notReady(totals: HealthTotals): Finding | null {
  const observed = totals.errors.get(ErrorCode.UNAVAILABLE) ?? 0;
  if (observed === 0) return null;
  const message = `${observed} predictions found no worker that could take them. Look at the query "workers".`;
  return { verdict: DEGRADED, code: HealthReasonCode.NOT_READY, message, observed, threshold: null };
}

function workerLost({ lostCount: observed }: HealthTotals): Finding | null {
  if (observed === 0) return null;
  const message = `A worker was lost ${observed} times with predictions under way. Look at the query "workers".`;
  return { verdict: DEGRADED, code: HealthReasonCode.WORKER_LOST, message, observed, threshold: null };
}

function queue({ requestCount, queueLength }: HealthTotals, thresholds: HealthThresholds): Finding | null {
  const found = { code: HealthReasonCode.QUEUE, observed: queueLength };
  if (requestCount === 0 && queueLength > 0) {
    const message = `${queueLength} predictions wait, and none was answered in this window.`;
    return { ...found, verdict: UNHEALTHY, message, threshold: null };
  }
  const threshold = thresholds.queueLength;
  if (queueLength <= threshold) return null;
  const message = `${queueLength} predictions wait for their answers, which is more than ${threshold}.`;
  return { ...found, verdict: DEGRADED, message, threshold };
}

function latency(totals: HealthTotals, thresholds: HealthThresholds): Finding | null {
  if (totals.latency.count < FEWEST_ANSWERS) return null;
  const observed = totals.quantile(0.95);
  const threshold = thresholds.latencyP95Ms;
  if (observed <= threshold) return null;
  const message = `5% of the answers took ${Math.round(observed)} ms or longer, which is more than ${threshold} ms.`;
  return { verdict: DEGRADED, code: HealthReasonCode.LATENCY, message, observed, threshold };
}

function worst(findings: readonly Finding[]): HealthVerdict {
  if (findings.some(({ verdict }) => verdict === UNHEALTHY)) return UNHEALTHY;
  return findings.length > 0 ? DEGRADED : HealthVerdict.HEALTHY;
}
