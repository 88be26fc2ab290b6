import { Field, ObjectType } from 'type-graphql';

@ObjectType({ description: 'A setting that could not be honoured as asked.' })
export class Adjustment {
  @Field(() => String, { description: 'Name of the setting.' })
  setting!: string;

  @Field(() => String, { description: 'What was asked for.' })
  requested!: string;

  @Field(() => String, { description: 'What was done.' })
  effective!: string;

  @Field(() => String, { description: 'Why.' })
  reason!: string;
}
