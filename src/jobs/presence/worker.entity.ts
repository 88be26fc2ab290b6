import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Node } from '../../graph/interfaces.js';
import { GraphQLBigInt, GraphQLDateTime } from '../../graph/scalars.js';
import { BigIntColumn, IdColumn, TimeColumn } from '../../storage/columns.js';

export enum WorkerKind {
  GATEWAY = 'GATEWAY',
  JOBS = 'JOBS',
  INFERENCE = 'INFERENCE',
}

registerEnumType(WorkerKind, {
  name: 'WorkerKind',
  description: 'What a process of Sluice does.',
  valuesConfig: {
    GATEWAY: { description: 'Answers the API.' },
    JOBS: { description: 'Runs jobs.' },
    INFERENCE: { description: 'Runs models to predict.' },
  },
});

@ObjectType({ implements: [Node], description: 'A process of Sluice, or a server that it predicts with.' })
@Entity('worker')
export class Worker extends Node {
  @IdColumn()
  override id!: string;

  @Field(() => WorkerKind, { description: 'What it does.' })
  @Column('text')
  kind!: WorkerKind;

  @Field(() => String, { description: 'Name of its machine.' })
  @Column('text')
  host!: string;

  @Column('integer', { nullable: true })
  processId!: number | null;

  /** Where others reach it; null when nobody needs to. */
  @Column('text', { nullable: true })
  url!: string | null;

  @Field(() => [String], { description: 'What it computes on: "cpu", "cuda:0".' })
  @Column('jsonb')
  devices!: string[];

  @Field(() => Int, { description: 'Jobs, or runs of models, that it does at a time.' })
  @Column('integer')
  laneCount!: number;

  @Field(() => GraphQLBigInt, { description: 'Memory that its processes hold, in bytes.' })
  @BigIntColumn()
  memoryBytes!: bigint;

  @Field(() => Int, { description: 'Work that waits for it.' })
  @Column('integer')
  queueLength!: number;

  @Column('jsonb')
  loadedVersionIds!: string[];

  /** What an inference worker last told of itself; null for other processes. */
  @Column('jsonb', { nullable: true })
  report!: object | null;

  @Field(() => GraphQLDateTime, { description: 'When it started.' })
  @TimeColumn()
  startedAt!: Date;

  @Field(() => GraphQLDateTime, { description: 'When it was last heard of.' })
  @TimeColumn()
  lastSeenAt!: Date;

  /** When it left; null while it runs, or when it died. */
  @TimeColumn({ nullable: true })
  stoppedAt!: Date | null;
}
