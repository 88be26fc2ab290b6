import { Column, Entity, PrimaryColumn } from 'typeorm';
import { RefColumn, TimeColumn } from '../../storage/columns.js';

/** A key that a caller chose for one mutation, with a hash of the input it was used for. */
@Entity('idempotency_key')
export class IdempotencyKey {
  @PrimaryColumn('text', { collation: 'C' })
  actorId!: string;

  @PrimaryColumn('text')
  operation!: string;

  @PrimaryColumn('text')
  key!: string;

  @Column('text')
  inputHash!: string;

  @RefColumn()
  targetId!: string;

  @TimeColumn()
  createdAt!: Date;
}
