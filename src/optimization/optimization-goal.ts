import { Field, Float, ObjectType } from 'type-graphql';
import { MetricName } from '../evaluation/metrics/metric-name.js';
import { GraphQLBigInt } from '../graph/scalars.js';
import { OptimizationObjective } from './optimization-kinds.js';

@ObjectType({ description: 'What an optimization is to improve, and what it must not cost.' })
export class OptimizationGoal {
  @Field(() => OptimizationObjective, { description: 'What to improve.' })
  minimize!: OptimizationObjective;

  @Field(() => MetricName, { description: 'How quality is measured.' })
  qualityMetric!: MetricName;

  @Field(() => Float, {
    description: "Most quality that may be lost, in the metric's unit, at the pessimistic end of the 95% interval.",
  })
  maxQualityLoss!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'Longest median time of a run of the smallest batch, in milliseconds; null for any.',
  })
  maxLatencyMs!: number | null;

  @Field(() => GraphQLBigInt, { nullable: true, description: 'Most bytes of all files but evidence; null for any.' })
  maxSizeBytes!: number | null;
}
