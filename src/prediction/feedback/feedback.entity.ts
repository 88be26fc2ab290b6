import { Field, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Node } from '../../graph/interfaces.js';
import { GraphQLDateTime } from '../../graph/scalars.js';
import { IdColumn, RefColumn, TimeColumn } from '../../storage/columns.js';

@ObjectType({ implements: [Node], description: 'What the right answer would have been.' })
@Entity('feedback')
export class Feedback extends Node {
  @IdColumn()
  override id!: string;

  @RefColumn()
  projectId!: string;

  /** Feedback that came with one request. */
  @RefColumn()
  batchId!: string;

  @RefColumn()
  predictionId!: string;

  @Field(() => GraphQLDateTime, { description: 'When it was given.' })
  @TimeColumn()
  at!: Date;

  @RefColumn()
  byId!: string;

  @Field(() => [String], { description: 'Labels that would have been right.' })
  @Column({ type: 'text', array: true })
  expectedLabels!: string[];

  @Field(() => Boolean, { description: 'Whether the answer was among them.' })
  @Column('boolean')
  correct!: boolean;

  @Field(() => String, { nullable: true, description: 'Anything a person added.' })
  @Column({ type: 'text', nullable: true })
  comment!: string | null;
}
