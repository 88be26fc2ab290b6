import { Field, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Node } from '../../graph/interfaces.js';
import { GraphQLDateTime } from '../../graph/scalars.js';
import { IdColumn, RefColumn, TimeColumn } from '../../storage/columns.js';

@ObjectType({
  implements: [Node],
  description: 'A name that points to one version of a model and can be moved: "champion".',
})
@Entity('model_alias')
export class ModelAlias extends Node {
  @IdColumn()
  override id!: string;

  @RefColumn()
  projectId!: string;

  @RefColumn()
  modelId!: string;

  @RefColumn()
  modelVersionId!: string;

  @Field(() => String, { description: 'Unique name in its model.' })
  @Column('text')
  name!: string;

  @Field(() => GraphQLDateTime, { description: 'When it was last moved.' })
  @TimeColumn()
  setAt!: Date;

  @RefColumn()
  setById!: string;
}
