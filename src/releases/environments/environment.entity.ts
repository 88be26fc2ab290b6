import { Field, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Node } from '../../graph/interfaces.js';
import { GraphQLDateTime } from '../../graph/scalars.js';
import { IdColumn, RefColumn, TimeColumn } from '../../storage/columns.js';

@ObjectType({ implements: [Node], description: 'A place where models serve: "production".' })
@Entity('environment')
export class Environment extends Node {
  @IdColumn()
  override id!: string;

  @RefColumn()
  projectId!: string;

  @Field(() => String, { description: 'Unique name in its project.' })
  @Column('text')
  name!: string;

  @Field(() => GraphQLDateTime, { description: 'When it was made.' })
  @TimeColumn()
  createdAt!: Date;

  @RefColumn()
  createdById!: string;
}
