import { Field, InputType } from 'type-graphql';
import { KEY_DESCRIPTION } from '../access/changes/change.js';
import { TagInput } from '../graph/tag.js';

@InputType({ description: 'A dataset to make.' })
export class CreateDatasetInput {
  @Field(() => String, { nullable: true, description: KEY_DESCRIPTION })
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
