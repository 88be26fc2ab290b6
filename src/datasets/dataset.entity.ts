import { Field, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Node } from '../graph/interfaces.js';
import { GraphQLDateTime } from '../graph/scalars.js';
import { Tag } from '../graph/tag.js';
import { IdColumn, RefColumn, TimeColumn } from '../storage/columns.js';

@ObjectType({ implements: [Node], description: 'A named line of dataset versions.' })
@Entity('dataset')
export class Dataset extends Node {
  @IdColumn()
  override id!: string;

  @RefColumn()
  projectId!: string;

  @Field(() => String, { description: 'Unique name in its project.' })
  @Column('text')
  name!: string;

  @Field(() => String, { description: 'What it holds and where it comes from.' })
  @Column('text')
  description!: string;

  @Field(() => [Tag], { description: 'Keys and values to find it by.' })
  @Column('jsonb')
  tags!: Tag[];

  @Field(() => GraphQLDateTime, { description: 'When it was made.' })
  @TimeColumn()
  createdAt!: Date;

  @RefColumn()
  createdById!: string;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it was put away; null while in use.' })
  @TimeColumn({ nullable: true })
  archivedAt!: Date | null;

  /** Number of the newest version, 0 before the first. */
  @Column('integer')
  latestVersionNumber!: number;
}
