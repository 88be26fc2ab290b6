import { Field, Float, ObjectType } from 'type-graphql';
import { GraphQLBigInt } from './scalars.js';

@ObjectType({ description: 'How often a label occurs.' })
export class LabelCount {
  @Field(() => String, { description: 'The label.' })
  label!: string;

  @Field(() => GraphQLBigInt, { description: 'How often.' })
  count!: bigint;

  @Field(() => Float, { description: 'Share of all that have a label, 0 to 1.' })
  share!: number;
}
