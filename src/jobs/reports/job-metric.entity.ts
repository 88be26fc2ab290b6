import { Field, Float, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { GraphQLBigInt, GraphQLDateTime } from '../../graph/scalars.js';
import { BigIntColumn, RefColumn, TimeColumn } from '../../storage/columns.js';

@ObjectType({ description: 'One value of a figure that a job reports.' })
@Entity('job_metric')
export class JobMetric {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: string;

  @RefColumn()
  jobId!: string;

  @Field(() => Int, { description: 'Number of the attempt that reported it.' })
  @Column('integer')
  attempt!: number;

  @Field(() => GraphQLDateTime, { description: 'When it was reported.' })
  @TimeColumn()
  at!: Date;

  @Field(() => String, { description: 'The job’s own name for it: "train_loss", "validation_f1".' })
  @Column('text')
  name!: string;

  @Field(() => GraphQLBigInt, { description: 'Step that it belongs to; what a step is, is up to the job.' })
  @BigIntColumn()
  step!: bigint;

  @Field(() => Float, { description: 'The value.' })
  @Column('double precision')
  value!: number;
}
