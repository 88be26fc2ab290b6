import { Field, InputType } from 'type-graphql';
import { GraphQLRef } from '../graph/scalars.js';
import { TagInput } from '../graph/tag.js';

const KEY =
  'Chosen by you, 1 to 128 characters: the same key and input give the same result and do nothing twice. Kept seven days.';

@InputType({ description: 'A dataset to make.' })
export class CreateDatasetInput {
  @Field(() => String, { nullable: true, description: KEY })
  idempotencyKey?: string | null;

  @Field(() => String, { description: 'Unique name in the project: lower-case letters, digits, ".", "_" and "-".' })
  name!: string;

  @Field(() => String, { defaultValue: '', description: 'What it holds and where it comes from.' })
  description!: string;

  @Field(() => [TagInput], { defaultValue: [], description: 'Keys and values to find it by.' })
  tags!: TagInput[];
}

@InputType({ description: 'What to change of a dataset; what is left out stays.' })
export class UpdateDatasetInput {
  @Field(() => String, { description: 'Name of the dataset.' })
  dataset!: string;

  @Field(() => String, { nullable: true, description: 'What it holds and where it comes from.' })
  description?: string | null;

  @Field(() => [TagInput], { nullable: true, description: 'Replaces all its tags.' })
  tags?: TagInput[] | null;

  @Field(() => Boolean, { nullable: true, description: 'True puts it away, false brings it back.' })
  archived?: boolean | null;
}

@InputType({ description: 'A dataset version whose rows are to be erased.' })
export class DeleteDatasetVersionInput {
  @Field(() => String, { description: KEY })
  idempotencyKey!: string;

  @Field(() => GraphQLRef, { description: 'The version.' })
  datasetVersion!: string;

  @Field(() => String, { nullable: true, description: 'Why, for the audit trail.' })
  reason?: string | null;
}
