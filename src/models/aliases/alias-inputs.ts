import { Field, InputType } from 'type-graphql';
import { KEY_DESCRIPTION } from '../../access/changes/change.js';
import { GraphQLRef } from '../../graph/scalars.js';

@InputType({ description: 'Where an alias shall point.' })
export class SetAliasInput {
  @Field(() => String, { description: KEY_DESCRIPTION })
  idempotencyKey!: string;

  @Field(() => GraphQLRef, { description: 'The version.' })
  modelVersion!: string;

  @Field(() => String, { description: 'Name of the alias, unique in its model.' })
  alias!: string;

  @Field(() => GraphQLRef, { nullable: true, description: 'What it must point to now; anything else is CONFLICT.' })
  expected?: string | null;
}

@InputType({ description: 'An alias to remove.' })
export class RemoveAliasInput {
  @Field(() => String, { description: KEY_DESCRIPTION })
  idempotencyKey!: string;

  @Field(() => String, { description: 'Name of the model.' })
  model!: string;

  @Field(() => String, { description: 'Name of the alias.' })
  alias!: string;
}
