import { Field, Float, ID, InterfaceType, ObjectType } from 'type-graphql';
import { Column, Entity, TableInheritance, VirtualColumn } from 'typeorm';
import { Node } from '../graph/interfaces.js';
import { GraphQLBigInt, GraphQLDateTime, GraphQLDuration } from '../graph/scalars.js';
import { IdColumn, RefColumn, TimeColumn } from '../storage/columns.js';
import { Adjustment } from './adjustment.js';
import { JobFailure } from './job-failure.js';
import { JobKind, JobState } from './job-state.js';

/** How far a job is, as its row keeps it. */
export interface StoredProgress {
  done: number;
  total: number | null;
  unit: string;
  message: string | null;
  timeLeftMs: number | null;
}

@ObjectType({ description: 'How far a job is.' })
export class JobProgress {
  @Field(() => Float, { nullable: true, description: 'Share done, 0 to 1; null while the total is unknown.' })
  fraction!: number | null;

  @Field(() => GraphQLBigInt, { description: 'Units done.' })
  done!: bigint;

  @Field(() => GraphQLBigInt, { nullable: true, description: 'Units in all; null while unknown.' })
  total!: bigint | null;

  @Field(() => String, { description: 'What is counted: "rows", "steps".' })
  unit!: string;

  @Field(() => GraphQLDuration, {
    nullable: true,
    description: 'Time left at the pace of this attempt; null while unknown.',
  })
  timeLeft!: string | null;

  @Field(() => String, { nullable: true, description: 'What it is at, in words.' })
  message!: string | null;
}

/**
 * A job of any kind. Each kind is a `@ChildEntity(JobKind.X)` with its own settings and fields, in the same table.
 * `attempt` is the fencing number: whoever writes for an attempt checks it under the lock of the row.
 */
@InterfaceType('Job', { implements: [Node], description: 'Work that a worker does, with everything about its course.' })
@Entity('job')
@TableInheritance({ column: { name: 'kind', type: 'text' } })
export abstract class JobRow extends Node {
  @IdColumn()
  override id!: string;

  @RefColumn()
  projectId!: string;

  @Field(() => JobKind, { description: 'What it does.' })
  @Column('text')
  kind!: JobKind;

  @Field(() => JobState, { description: 'Where it is in its life.' })
  @Column('text')
  state!: JobState;

  @Field(() => ID, { nullable: true, description: 'Id of what it works on or for: a dataset, a model, a version.' })
  @RefColumn({ nullable: true })
  targetId!: string | null;

  /** What was asked for; each kind types it. */
  @Column('jsonb')
  settings!: object;

  /** Id of what it made. */
  @RefColumn({ nullable: true })
  resultId!: string | null;

  /** Number of the last attempt, from 1; 0 before the first. */
  @Column('integer')
  attempt!: number;

  /** Attempts lost in a row without a new checkpoint. */
  @Column('integer')
  lostAttempts!: number;

  /** The message in the queue that may start it; any other is out of date. */
  @Column('uuid')
  dispatchId!: string;

  /** How long one attempt may take; null is as long as it needs. */
  @Column('double precision', { nullable: true })
  maxDurationMs!: number | null;

  /** Blob with the state to resume from. */
  @Column('text', { nullable: true })
  checkpointDigest!: string | null;

  @Column('jsonb')
  progress!: StoredProgress;

  @Field(() => JobFailure, { nullable: true, description: 'Why it failed; null unless it did.' })
  @Column('jsonb', { nullable: true })
  failure!: JobFailure | null;

  @Field(() => [Adjustment], { description: 'Settings that could not be honoured as asked.' })
  @Column('jsonb')
  adjustments!: Adjustment[];

  @RefColumn()
  startedById!: string;

  @Field(() => GraphQLDateTime, { description: 'When it was asked for.' })
  @TimeColumn()
  createdAt!: Date;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When its first attempt began; null before.' })
  @TimeColumn({ nullable: true })
  startedAt!: Date | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it finished; null before.' })
  @TimeColumn({ nullable: true })
  finishedAt!: Date | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When someone asked to cancel it; null otherwise.' })
  @TimeColumn({ nullable: true })
  cancelRequestedAt!: Date | null;

  /** Position of the newest event, as of the statement that read this row. */
  @VirtualColumn({ type: 'bigint', query: () => 'SELECT head.position FROM event_head head' })
  eventPosition!: string;
}
