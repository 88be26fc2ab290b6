import { Field, Float, ObjectType } from 'type-graphql';
import { GraphQLBigInt } from '../../graph/scalars.js';
import { MetricName, METRICS, Unit } from './metric-name.js';

@ObjectType('Interval', { description: 'Bounds that hold the true value with a confidence of 95%.' })
export class IntervalValue {
  @Field(() => Float, { description: "Lower bound, in the value's unit." })
  lower!: number;

  @Field(() => Float, { description: "Upper bound, in the value's unit." })
  upper!: number;
}

@ObjectType({ description: 'One figure that was measured.' })
export class MetricValue {
  @Field(() => MetricName, { description: 'What was measured.' })
  name!: MetricName;

  @Field(() => Float, { description: 'The figure, in its unit.' })
  value!: number;

  @Field(() => Unit, { description: 'What the value is counted in.' })
  unit!: Unit;

  @Field(() => Boolean, { description: 'Whether more is better.' })
  higherIsBetter!: boolean;

  @Field(() => GraphQLBigInt, { nullable: true, description: 'How many rows or runs it was measured on.' })
  sampleSize!: number | null;

  @Field(() => IntervalValue, { nullable: true, description: '95% interval, where it was estimated.' })
  interval!: IntervalValue | null;
}

/** A figure with what its name says about it. */
export function metricValue(
  name: MetricName,
  value: number,
  sampleSize: number | null = null,
  interval: IntervalValue | null = null,
): MetricValue {
  const { unit, higherIsBetter } = METRICS[name];
  return { name, value, unit, higherIsBetter, sampleSize, interval };
}
