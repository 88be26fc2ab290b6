import { Field, InputType, registerEnumType } from 'type-graphql';
import { GraphQLRef } from '../graph/scalars.js';
import { TagInput } from '../graph/tag.js';
import { LineageKind } from '../lineage/lineage-step.entity.js';
import { ModelTask } from './model.entity.js';

const KEY =
  'Chosen by you, 1 to 128 characters: the same key and input give the same result and start nothing twice. Kept seven days.';

@InputType({ description: 'A model to make.' })
export class CreateModelInput {
  @Field(() => String, { nullable: true, description: KEY })
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

@InputType({ description: 'Where an alias shall point.' })
export class SetAliasInput {
  @Field(() => String, { description: KEY })
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
  @Field(() => String, { description: KEY })
  idempotencyKey!: string;

  @Field(() => String, { description: 'Name of the model.' })
  model!: string;

  @Field(() => String, { description: 'Name of the alias.' })
  alias!: string;
}

@InputType({ description: 'A version to put away.' })
export class ArchiveModelVersionInput {
  @Field(() => String, { description: KEY })
  idempotencyKey!: string;

  @Field(() => GraphQLRef, { description: 'The version.' })
  modelVersion!: string;

  @Field(() => String, { nullable: true, description: 'Why, for the audit trail.' })
  reason?: string | null;
}

@InputType({ description: 'Which versions to list; all of these hold at once.' })
export class ModelVersionFilter {
  @Field(() => Boolean, { nullable: true, description: 'Only archived ones, or only those in use.' })
  archived?: boolean | null;

  @Field(() => String, { nullable: true, description: 'Only the one that this alias points to.' })
  alias?: string | null;

  @Field(() => TagInput, { nullable: true, description: 'Only those with this tag.' })
  tag?: TagInput | null;

  @Field(() => LineageKind, { nullable: true, description: 'Only those made in this way.' })
  origin?: LineageKind | null;
}

export enum ModelVersionOrderField {
  NUMBER = 'NUMBER',
  SIZE = 'SIZE',
}

registerEnumType(ModelVersionOrderField, {
  name: 'ModelVersionOrderField',
  description: 'What versions are sorted by.',
  valuesConfig: {
    NUMBER: { description: 'Number, which is also the order of creation.' },
    SIZE: { description: 'Size in bytes, then number.' },
  },
});

export enum OrderDirection {
  ASC = 'ASC',
  DESC = 'DESC',
}

registerEnumType(OrderDirection, {
  name: 'OrderDirection',
  description: 'Direction of a sorted list.',
  valuesConfig: { ASC: { description: 'Smallest first.' }, DESC: { description: 'Greatest first.' } },
});

@InputType({ description: 'How versions are sorted.' })
export class ModelVersionOrder {
  @Field(() => ModelVersionOrderField, { description: 'What by.' })
  field!: ModelVersionOrderField;

  @Field(() => OrderDirection, { defaultValue: OrderDirection.DESC, description: 'In which direction.' })
  direction!: OrderDirection;
}
