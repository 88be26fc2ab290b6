import { Field, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Node } from '../../graph/interfaces.js';
import { GraphQLDateTime } from '../../graph/scalars.js';
import { IdColumn, RefColumn, TimeColumn } from '../../storage/columns.js';

@ObjectType({ implements: [Node], description: 'One mutation that took effect: who did what to what, and when.' })
@Entity('audit_entry')
export class AuditEntry extends Node {
  @IdColumn()
  override id!: string;

  @RefColumn()
  projectId!: string;

  @Field(() => GraphQLDateTime, { description: 'When it took effect.' })
  @TimeColumn()
  at!: Date;

  @RefColumn()
  actorId!: string;

  @Field(() => String, { description: 'Name of the mutation.' })
  @Column('text')
  operation!: string;

  @RefColumn({ nullable: true })
  targetId!: string | null;

  @Field(() => String, { description: 'What was done, in a sentence.' })
  @Column('text')
  summary!: string;
}
