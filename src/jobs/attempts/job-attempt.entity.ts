import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { GraphQLDateTime } from '../../graph/scalars.js';
import { IdColumn, RefColumn, TimeColumn } from '../../storage/columns.js';
import { AttemptEnd } from '../job-state.js';

@ObjectType({ description: 'One attempt to run a job.' })
@Entity('job_attempt')
export class JobAttempt {
  @IdColumn()
  jobId!: string;

  @Field(() => Int, { description: 'Number of the attempt, from 1.' })
  @PrimaryColumn('integer')
  number!: number;

  @RefColumn()
  workerId!: string;

  @Field(() => GraphQLDateTime, { description: 'When it began.' })
  @TimeColumn()
  startedAt!: Date;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it ended; null while it runs.' })
  @TimeColumn({ nullable: true })
  endedAt!: Date | null;

  @Field(() => AttemptEnd, { nullable: true, description: 'How it ended; null while it runs.' })
  @Column('text', { nullable: true })
  end!: AttemptEnd | null;

  @Field(() => Boolean, { description: 'Whether it went on from a checkpoint of an earlier attempt.' })
  @Column('boolean')
  resumedFromCheckpoint!: boolean;
}
