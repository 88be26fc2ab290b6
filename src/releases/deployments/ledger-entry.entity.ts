import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Node } from '../../graph/interfaces.js';
import { GraphQLDateTime, GraphQLDigest } from '../../graph/scalars.js';
import { IdColumn, RefColumn, TimeColumn } from '../../storage/columns.js';
import { Route } from './route.js';

export enum LedgerChange {
  STARTED = 'STARTED',
  PROMOTED = 'PROMOTED',
  ROLLED_BACK = 'ROLLED_BACK',
  FAILED = 'FAILED',
}

registerEnumType(LedgerChange, {
  name: 'LedgerChange',
  description: 'What happened in an environment.',
  valuesConfig: {
    STARTED: { description: 'A release was started; routes stay.' },
    PROMOTED: { description: 'Its version serves now.' },
    ROLLED_BACK: { description: 'The version before serves again.' },
    FAILED: { description: 'A release failed; routes stay.' },
  },
});

@ObjectType({
  implements: [Node],
  description: 'One line of the append-only record of what served when. Each line carries the hash of the one before.',
})
@Entity('ledger_entry')
export class LedgerEntry extends Node {
  @IdColumn()
  override id!: string;

  @RefColumn()
  projectId!: string;

  @RefColumn()
  environmentId!: string;

  @RefColumn()
  deploymentId!: string;

  @Field(() => Int, { description: 'Place in the record of its environment, from 1 without a gap.' })
  @Column('integer')
  number!: number;

  @RefColumn()
  releaseId!: string;

  @Field(() => GraphQLDateTime, { description: 'When it happened.' })
  @TimeColumn()
  at!: Date;

  @RefColumn()
  actorId!: string;

  @Field(() => LedgerChange, { description: 'What happened.' })
  @Column('text')
  change!: LedgerChange;

  /** Routes of the deployment from then on. */
  @Column('jsonb')
  routes!: Route[];

  @Field(() => GraphQLDigest, {
    nullable: true,
    description: 'Hash of the line before in this environment; null on the first.',
  })
  @Column({ type: 'text', nullable: true })
  previousHash!: string | null;

  @Field(() => GraphQLDigest, { description: 'Hash of this line and the one before it.' })
  @Column('text')
  hash!: string;
}
