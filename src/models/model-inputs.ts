import { Field, InputType } from 'type-graphql';
import { KEY_DESCRIPTION } from '../access/changes/change.js';
import { TagInput } from '../graph/tag.js';
import { ModelTask } from './model.entity.js';

@InputType({ description: 'A model to make.' })
export class CreateModelInput {
  @Field(() => String, { nullable: true, description: KEY_DESCRIPTION })
  idempotencyKey?: string | null;

  @Field(() => String, { description: 'Unique name in the project: lower-case letters, digits, ".", "_" and "-".' })
  name!: string;

  @Field(() => ModelTask, { description: 'What its versions answer.' })
  task!: ModelTask;

  @Field(() => String, { defaultValue: '', description: 'What it is for.' })
  description!: string;

  @Field(() => [TagInput], { defaultValue: [], description: 'Keys and values to find it by.' })
  tags!: TagInput[];
}

@InputType({ description: 'What to change of a model; what is left out stays.' })
export class UpdateModelInput {
  @Field(() => String, { description: 'Name of the model.' })
  model!: string;

  @Field(() => String, { nullable: true, description: 'What it is for.' })
  description?: string | null;

  @Field(() => [TagInput], { nullable: true, description: 'Replaces all its tags.' })
  tags?: TagInput[] | null;

  @Field(() => Boolean, { nullable: true, description: 'True puts it away, false brings it back.' })
  archived?: boolean | null;
}
