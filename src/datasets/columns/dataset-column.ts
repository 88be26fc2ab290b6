import { Field, InputType, ObjectType } from 'type-graphql';
import { ColumnKind } from './column-kind.js';

@ObjectType({ description: 'A column of a dataset version.' })
export class DatasetColumn {
  @Field(() => String, { description: 'Name, unique in its version.' })
  name!: string;

  @Field(() => ColumnKind, { description: 'What it is for.' })
  kind!: ColumnKind;
}

@InputType({ description: 'What a column is for.' })
export class ColumnInput {
  @Field(() => String, { description: 'Name of the column.' })
  name!: string;

  @Field(() => ColumnKind, { description: 'What it is for. Every row is held to it.' })
  kind!: ColumnKind;
}
