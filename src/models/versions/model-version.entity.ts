import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Node } from '../../graph/interfaces.js';
import { GraphQLBigInt, GraphQLDateTime } from '../../graph/scalars.js';
import { Tag } from '../../graph/tag.js';
import { Artifact } from '../../lineage/artifact.js';
import { BigIntColumn, IdColumn, RefColumn, TimeColumn } from '../../storage/columns.js';
import { ModelSignature } from './signature.js';

/** Where a version came from: a job that made it, or a person who brought it. */
export type VersionOrigin = { jobId: string } | { uploadedById: string; fileName: string; note: string | null };

@ObjectType({
  implements: [Artifact, Node],
  description: 'An immutable model: files under digests, a signature, and how it came to be.',
})
@Entity('model_version')
export class ModelVersion extends Artifact {
  @IdColumn()
  override id!: string;

  @RefColumn()
  projectId!: string;

  @RefColumn()
  modelId!: string;

  @Field(() => Int, { description: 'Number in its model, from 1.' })
  @Column('integer')
  number!: number;

  /** Digest of the manifest: the sorted list of file paths, roles and digests. */
  @Column('text')
  override digest!: string;

  @BigIntColumn()
  override sizeBytes!: bigint;

  @Field(() => GraphQLBigInt, { description: 'Numbers in its weights.' })
  @BigIntColumn()
  parameterCount!: bigint;

  @Field(() => ModelSignature, { description: 'What it takes and gives.' })
  @Column('jsonb')
  signature!: ModelSignature;

  @Field(() => [Tag], { description: 'Keys and values to find it by.' })
  @Column('jsonb')
  tags!: Tag[];

  @Column('jsonb')
  origin!: VersionOrigin;

  /** Settings it was made with, for comparison; empty for an upload. */
  @Column('jsonb')
  settings!: Record<string, string>;

  @TimeColumn()
  override createdAt!: Date;

  @RefColumn()
  createdById!: string;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it was put away; null while in use.' })
  @TimeColumn({ nullable: true })
  archivedAt!: Date | null;
}
