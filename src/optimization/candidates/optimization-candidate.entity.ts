import { Field, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { MetricChange } from '../../evaluation/comparison/metric-change.js';
import { Node } from '../../graph/interfaces.js';
import { Tag } from '../../graph/tag.js';
import { IdColumn, RefColumn } from '../../storage/columns.js';
import { OptimizationPassKind, OptimizationVerdict } from '../optimization-kinds.js';

@ObjectType({ description: 'One pass over a model.' })
export class OptimizationPass {
  @Field(() => OptimizationPassKind, { description: 'What it does.' })
  kind!: OptimizationPassKind;

  @Field(() => [Tag], { description: 'How it was set, and what it did.' })
  settings!: Tag[];

  @Field(() => String, { description: 'What did it, with its version.' })
  toolVersion!: string;

  @Field(() => Boolean, { description: 'Whether the same model and tool give the same bytes again.' })
  reproducible!: boolean;
}

@ObjectType({
  implements: [Node],
  description:
    'A model as some passes left it, measured against its source. Kept as evidence also when it is no better.',
})
@Entity('optimization_candidate')
export class OptimizationCandidate extends Node {
  @IdColumn()
  override id!: string;

  @RefColumn()
  projectId!: string;

  @RefColumn()
  jobId!: string;

  @Field(() => [OptimizationPass], { description: 'What was done, in this order.' })
  @Column('jsonb')
  passes!: OptimizationPass[];

  @RefColumn({ nullable: true })
  modelVersionId!: string | null;

  @Field(() => MetricChange, { nullable: true, description: 'Bytes of all files but evidence; null when it failed.' })
  @Column('jsonb', { nullable: true })
  size!: MetricChange | null;

  @Field(() => MetricChange, {
    nullable: true,
    description: 'Median time of a run of the smallest batch, from texts to answers; null when it failed.',
  })
  @Column('jsonb', { nullable: true })
  latency!: MetricChange | null;

  @Field(() => MetricChange, {
    nullable: true,
    description: 'Rows a second in runs of the largest batch, from texts to answers; null when it failed.',
  })
  @Column('jsonb', { nullable: true })
  throughput!: MetricChange | null;

  @Field(() => MetricChange, { nullable: true, description: "The goal's quality metric; null when it failed." })
  @Column('jsonb', { nullable: true })
  quality!: MetricChange | null;

  @Field(() => Boolean, {
    description:
      'Whether neither its source nor another candidate is at least as good in size, latency and quality, and better in one.',
  })
  @Column('boolean')
  onParetoFront!: boolean;

  @Field(() => OptimizationVerdict, { description: 'Whether it is worth having.' })
  @Column('text')
  verdict!: OptimizationVerdict;

  @Field(() => String, { description: 'Why, in a sentence.' })
  @Column('text')
  reason!: string;
}
