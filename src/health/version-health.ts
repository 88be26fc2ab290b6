import { Field, Float, ObjectType } from 'type-graphql';
import { GraphQLBigInt } from '../graph/scalars.js';
import type { VersionSummary } from './health-of.js';
import { LatencyQuantiles, latencyQuantiles } from './latency-quantiles.js';

@ObjectType({ description: 'How one version of a deployment serves.' })
export class VersionHealth {
  modelVersionId!: string;
  role!: string;

  @Field(() => GraphQLBigInt, { description: 'Predictions that ended, failed ones included.' })
  requestCount!: bigint;

  @Field(() => Float, {
    nullable: true,
    description: 'Share of predictions that failed through no fault of the caller, 0 to 1; null when there were none.',
  })
  errorRate!: number | null;

  @Field(() => LatencyQuantiles, { nullable: true, description: 'How long answers took; null when there were none.' })
  latencyMs!: LatencyQuantiles | null;
}

export function toVersionHealth({ modelVersionId, role, totals }: VersionSummary): VersionHealth {
  return Object.assign(new VersionHealth(), {
    modelVersionId,
    role,
    requestCount: BigInt(totals.requestCount),
    errorRate: totals.errorRate(),
    latencyMs: latencyQuantiles(totals),
  });
}
