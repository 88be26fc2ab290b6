import { Field, Float, ObjectType } from 'type-graphql';
import { GraphQLBigInt } from '../../graph/scalars.js';
import type { LengthHistogram } from './length-histogram.js';

@ObjectType('Histogram', { description: 'Values counted in bins.' })
export class DatasetHistogram implements LengthHistogram {
  @Field(() => [Float], {
    description:
      'Bin i holds values from bounds[i] up to, but not including, bounds[i + 1]: one bound more than counts.',
  })
  bounds!: number[];

  @Field(() => [GraphQLBigInt], { description: 'Values in each bin.' })
  counts!: number[];

  @Field(() => Float, { nullable: true, description: 'Mean; null when nothing was counted.' })
  mean!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Least value that half of all do not exceed; null when nothing was counted.',
  })
  p50!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Least value that 95% of all do not exceed; null when nothing was counted.',
  })
  p95!: number | null;

  @Field(() => Float, { nullable: true, description: 'Greatest value; null when nothing was counted.' })
  max!: number | null;
}
