import { Field, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Node } from '../../graph/interfaces.js';
import { GraphQLDateTime } from '../../graph/scalars.js';
import { IdColumn, RefColumn, TimeColumn } from '../../storage/columns.js';
import { Route } from './route.js';

@ObjectType({ implements: [Node], description: 'A model in an environment: what answers its predictions.' })
@Entity('deployment')
export class Deployment extends Node {
  @IdColumn()
  override id!: string;

  @RefColumn()
  projectId!: string;

  @RefColumn()
  environmentId!: string;

  @RefColumn()
  modelId!: string;

  /** Changed only together with an entry of the ledger. Empty until the first release is promoted. */
  @Column('jsonb')
  routes!: Route[];

  @RefColumn({ nullable: true })
  newestReleaseId!: string | null;

  @Field(() => GraphQLDateTime, { description: 'When the model was first released here.' })
  @TimeColumn()
  createdAt!: Date;
}
