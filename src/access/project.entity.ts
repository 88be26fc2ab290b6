import { Field, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Node } from '../graph/interfaces.js';
import { GraphQLDateTime } from '../graph/scalars.js';
import { IdColumn, TimeColumn } from '../storage/columns.js';

/** The project that exists from the start. Its admins may make further projects. */
export const DEFAULT_PROJECT = 'default';

@ObjectType({
  implements: [Node],
  description: 'Owns datasets, models and environments. A token acts in one project and sees nothing of another.',
})
@Entity('project')
export class Project extends Node {
  @IdColumn()
  override id!: string;

  @Field(() => String, { description: 'Unique name.' })
  @Column('text')
  name!: string;

  @Field(() => GraphQLDateTime, { description: 'When it was made.' })
  @TimeColumn()
  createdAt!: Date;
}
