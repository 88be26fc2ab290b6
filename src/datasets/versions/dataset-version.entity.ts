import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Node } from '../../graph/interfaces.js';
import { GraphQLBigInt, GraphQLDateTime } from '../../graph/scalars.js';
import { Artifact } from '../../lineage/artifact.js';
import { BigIntColumn, IdColumn, RefColumn, TimeColumn } from '../../storage/columns.js';
import { DatasetColumn } from '../columns/dataset-column.js';

@ObjectType({
  implements: [Artifact, Node],
  description:
    'Immutable rows, dealt into splits, with their statistics. Deleting it erases the rows and leaves the rest.',
})
@Entity('dataset_version')
export class DatasetVersion extends Artifact {
  @IdColumn()
  override id!: string;

  @RefColumn()
  projectId!: string;

  @RefColumn()
  datasetId!: string;

  @Field(() => Int, { description: 'Number in its dataset, from 1.' })
  @Column('integer')
  number!: number;

  /** A short name of the version, of which the ids of its rows are made; given by the database. */
  @Column({ type: 'bigint', insert: false, update: false })
  serial!: string;

  /** Digest over the columns and the digests of the chunks. */
  @Column('text')
  override digest!: string;

  /** Bytes of all chunks, as stored. */
  @BigIntColumn()
  override sizeBytes!: bigint;

  @Field(() => GraphQLBigInt, { description: 'Rows of all splits.' })
  @BigIntColumn()
  rowCount!: bigint;

  @Field(() => [DatasetColumn], { description: 'Its columns, in their order.' })
  @Column('jsonb')
  columns!: DatasetColumn[];

  @RefColumn()
  originJobId!: string;

  @TimeColumn()
  override createdAt!: Date;

  @RefColumn()
  createdById!: string;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When its rows were erased; null while they are there.',
  })
  @TimeColumn({ nullable: true })
  deletedAt!: Date | null;
}
