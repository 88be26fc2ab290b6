import type { Config } from '../config/config.js';

/** From where on a figure is a reason to worry. */
export interface HealthThresholds {
  /** Milliseconds that 95% of answers may take. */
  latencyP95Ms: number;
  /** Share of errors that is surely exceeded in a degraded and in an unhealthy deployment. */
  degradedErrorRate: number;
  unhealthyErrorRate: number;
  /** Predictions that may wait for their answers at once. */
  queueLength: number;
}

export function healthThresholds(config: Config): HealthThresholds {
  return {
    latencyP95Ms: config.HEALTH_LATENCY_P95_MS,
    // One in a hundred is what a retry hides from users; one in ten is what they talk about.
    degradedErrorRate: 0.01,
    unhealthyErrorRate: 0.1,
    // As many as one token may have under way at a gateway: past it, callers are turned away.
    queueLength: config.CONCURRENCY_LIMIT || 256,
  };
}
