import { Field, Float, Int, ObjectType } from 'type-graphql';
import { LabelCount } from '../graph/label-count.js';
import { GraphQLBigInt, GraphQLCursor, GraphQLDateTime, GraphQLDuration } from '../graph/scalars.js';
import { msToDuration } from '../lib/durations.js';
import { encodeHealthCursor } from './health-cursor.js';
import type { HealthSummary } from './health-of.js';
import { HealthReason, HealthVerdict } from './health-reason.js';
import type { HealthTotals } from './totals/health-totals.js';
import { judgeHealth } from './judge-health.js';
import { LatencyQuantiles, latencyQuantiles } from './latency-quantiles.js';
import type { HealthThresholds } from './thresholds.js';
import { toVersionHealth, VersionHealth } from './version-health.js';
import { SECOND_MS } from './windows/window-level.js';

@ObjectType({ description: 'How a deployment served during a window of time, over all its gateways and workers.' })
export class ModelHealth {
  deploymentId!: string;

  @Field(() => GraphQLCursor, { description: 'Hand to modelHealth(after:) to go on behind this.' })
  cursor!: string;

  @Field(() => GraphQLDateTime, { description: 'End of the window: one to two seconds ago for the present one.' })
  at!: Date;

  @Field(() => GraphQLDuration, {
    description:
      'Length of the window: as asked for, or longer by up to a minute or an hour where its beginning is only kept so coarsely.',
  })
  window!: string;

  @Field(() => HealthVerdict, { description: 'How well it served.' })
  verdict!: HealthVerdict;

  @Field(() => [HealthReason], { description: 'What the verdict rests on; none when healthy.' })
  reasons!: HealthReason[];

  @Field(() => GraphQLBigInt, {
    description: 'Predictions that ended, failed ones included; each item of a batch is one.',
  })
  requestCount!: bigint;

  @Field(() => Float, { description: 'Predictions a second, on average over the window.' })
  requestsPerSecond!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'Share of predictions that failed through no fault of the caller, 0 to 1; null when there were none.',
  })
  errorRate!: number | null;

  @Field(() => LatencyQuantiles, { nullable: true, description: 'How long answers took; null when there were none.' })
  latencyMs!: LatencyQuantiles | null;

  @Field(() => Int, { description: 'Predictions that waited for their answer at the end of the window.' })
  queueLength!: number;

  @Field(() => [LabelCount], { description: 'What a classifier predicted, most frequent first: 64 labels at most.' })
  predictedLabels!: LabelCount[];

  @Field(() => GraphQLBigInt, { description: 'Predictions of labels that predictedLabels leaves out.' })
  otherLabelCount!: bigint;

  @Field(() => [VersionHealth], { description: 'The same by version, of those that had traffic.' })
  byVersion!: VersionHealth[];
}

export function toModelHealth(summary: HealthSummary, thresholds: HealthThresholds): ModelHealth {
  const { deploymentId, from, to, totals, versions } = summary;
  const windowMs = to.getTime() - from.getTime();
  return Object.assign(new ModelHealth(), {
    deploymentId,
    cursor: encodeHealthCursor(to),
    at: to,
    window: msToDuration(windowMs),
    ...judgeHealth(totals, thresholds),
    requestCount: BigInt(totals.requestCount),
    requestsPerSecond: totals.requestCount / (windowMs / SECOND_MS),
    errorRate: totals.errorRate(),
    latencyMs: latencyQuantiles(totals),
    queueLength: totals.queueLength,
    ...labelFigures(totals),
    byVersion: versions.map(toVersionHealth),
  });
}

function labelFigures(totals: HealthTotals): Pick<ModelHealth, 'predictedLabels' | 'otherLabelCount'> {
  const { named, otherCount } = totals.topLabels();
  const all = named.reduce((sum, [, count]) => sum + count, otherCount);
  return {
    predictedLabels: named.map(([label, count]) =>
      Object.assign(new LabelCount(), { label, count: BigInt(count), share: count / all }),
    ),
    otherLabelCount: BigInt(otherCount),
  };
}
