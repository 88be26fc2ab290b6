import { Field, Float, ObjectType } from 'type-graphql';
import type { HealthTotals } from './totals/health-totals.js';

@ObjectType({
  description: 'How long answers took, in milliseconds. Percentiles are right to 1% of their value; max is exact.',
})
export class LatencyQuantiles {
  @Field(() => Float, { description: 'Half of the answers took this long at most.' })
  p50!: number;

  @Field(() => Float, { description: '95% of the answers took this long at most.' })
  p95!: number;

  @Field(() => Float, { description: '99% of the answers took this long at most.' })
  p99!: number;

  @Field(() => Float, { description: 'The slowest answer.' })
  max!: number;
}

/** Null when nothing was answered. */
export function latencyQuantiles(totals: HealthTotals): LatencyQuantiles | null {
  if (totals.latency.count === 0) return null;
  return Object.assign(new LatencyQuantiles(), {
    p50: totals.quantile(0.5),
    p95: totals.quantile(0.95),
    p99: totals.quantile(0.99),
    max: totals.maxLatencyMs,
  });
}
