import { Field, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Node } from '../graph/interfaces.js';
import { GraphQLBigInt, GraphQLDateTime } from '../graph/scalars.js';
import { IdColumn, RefColumn, TimeColumn } from '../storage/columns.js';
import type { MetricValue } from './metric-value.js';

@ObjectType({ description: 'How often a label was expected and another was predicted.' })
export class ConfusionCell {
  @Field(() => String, { description: 'Label of the row.' })
  expected!: string;

  @Field(() => String, { description: 'Label that was most probable.' })
  predicted!: string;

  @Field(() => GraphQLBigInt, { description: 'Number of rows.' })
  count!: number;
}

@ObjectType({ implements: [Node], description: 'How good a model version is on a split of a dataset version.' })
@Entity('evaluation')
export class Evaluation extends Node {
  @IdColumn()
  override id!: string;

  @RefColumn()
  projectId!: string;

  @RefColumn()
  modelVersionId!: string;

  @RefColumn()
  datasetVersionId!: string;

  @Field(() => String, { description: 'The split that it was measured on.' })
  @Column('text')
  split!: string;

  @Column('jsonb')
  metrics!: MetricValue[];

  @Field(() => [ConfusionCell], { description: 'Pairs of labels that occurred, most frequent first.' })
  @Column('jsonb')
  confusion!: ConfusionCell[];

  /** Blob with the outcome of each row, from which versions are compared. */
  @Column('text')
  outcomesDigest!: string;

  /** The job that measured it: an evaluation, or what made the version. */
  @RefColumn()
  jobId!: string;

  @Field(() => GraphQLDateTime, { description: 'When it was measured.' })
  @TimeColumn()
  createdAt!: Date;
}
