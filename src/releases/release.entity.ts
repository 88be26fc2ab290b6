import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, VirtualColumn } from 'typeorm';
import { Node } from '../graph/interfaces.js';
import { GraphQLDateTime } from '../graph/scalars.js';
import { IdColumn, RefColumn, TimeColumn } from '../storage/columns.js';
import type { ServingSettings } from '../inference/protocol/serving-settings.js';
import { ReleaseState } from './release-state.js';
import { ServerModel } from './deployments/route.js';

export enum ReleaseStrategy {
  ALL_AT_ONCE = 'ALL_AT_ONCE',
}

registerEnumType(ReleaseStrategy, {
  name: 'ReleaseStrategy',
  description: 'How a version takes over.',
  valuesConfig: { ALL_AT_ONCE: { description: 'All predictions move to it as soon as it is ready.' } },
});

/** How a release ended, as it is stored. */
export interface StoredOutcome {
  automatic: boolean;
  byId: string;
  message: string;
}

export interface AllAtOnceSettings {
  /** How long the version that served before stays loaded. */
  drainMs: number;
}

@ObjectType({
  implements: [Node],
  description: 'The way of a version into a deployment, and back out of it if need be.',
})
@Entity('release')
export class Release extends Node {
  @IdColumn()
  override id!: string;

  @RefColumn()
  projectId!: string;

  @RefColumn()
  deploymentId!: string;

  @RefColumn()
  modelVersionId!: string;

  @RefColumn({ nullable: true })
  previousVersionId!: string | null;

  @Field(() => ReleaseStrategy, { description: 'How the version takes over.' })
  @Column('text')
  strategy!: ReleaseStrategy;

  @Column('jsonb')
  settings!: AllAtOnceSettings;

  @Field(() => ReleaseState, { description: 'How far it is.' })
  @Column('text')
  state!: ReleaseState;

  @Field(() => String, { nullable: true, description: 'Why it was started.' })
  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @RefColumn()
  startedById!: string;

  @Field(() => GraphQLDateTime, { description: 'When it was started.' })
  @TimeColumn()
  createdAt!: Date;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When it was promoted, rolled back or failed; null before.',
  })
  @TimeColumn({ nullable: true })
  finishedAt!: Date | null;

  @Column({ type: 'jsonb', nullable: true })
  outcome!: StoredOutcome | null;

  @Field(() => ServerModel, {
    nullable: true,
    description: 'The inference server of others that answers for the version; null for our own workers.',
  })
  @Column({ type: 'jsonb', nullable: true })
  server!: ServerModel | null;

  @Field(() => ServerModel, {
    nullable: true,
    description: 'What answered for the version that served before; null for our own workers.',
  })
  @Column({ type: 'jsonb', nullable: true })
  previousServer!: ServerModel | null;

  /** How workers are to serve the version; null leaves it to them. */
  @Column({ type: 'jsonb', nullable: true })
  serving!: ServingSettings | null;

  /** The version must be ready by then. */
  @TimeColumn()
  deadlineAt!: Date;

  /** Until when one gateway prepares it and the others leave it alone. */
  @TimeColumn({ nullable: true })
  leasedUntil!: Date | null;

  /** When the version that served before is to be unloaded; null when there is nothing left to do. */
  @TimeColumn({ nullable: true })
  unloadPreviousAt!: Date | null;

  /** Position of the newest event, as of the statement that read this row. */
  @VirtualColumn({ type: 'bigint', query: () => 'SELECT head.position FROM event_head head' })
  eventPosition!: string;
}
