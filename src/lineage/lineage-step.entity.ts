import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { GraphQLDateTime } from '../graph/scalars.js';
import { IdColumn, RefColumn, TimeColumn } from '../storage/columns.js';

export enum LineageKind {
  IMPORT = 'IMPORT',
  TRAINING = 'TRAINING',
  OPTIMIZATION = 'OPTIMIZATION',
  UPLOAD = 'UPLOAD',
  RELEASE = 'RELEASE',
}

registerEnumType(LineageKind, {
  name: 'LineageKind',
  description: 'What made an artifact, or put it to use.',
  valuesConfig: {
    IMPORT: { description: 'Rows were imported into a dataset version.' },
    TRAINING: { description: 'A model version was trained.' },
    OPTIMIZATION: { description: 'A model version was made smaller or faster.' },
    UPLOAD: { description: 'A model made elsewhere was registered.' },
    RELEASE: { description: 'A model version was released to an environment.' },
  },
});

/** A step from inputs to an output. Written in the transaction that makes the output, and never changed. */
@ObjectType({ description: 'One step on the way from data to an answer.' })
@Entity('lineage_step')
export class LineageStep {
  @IdColumn()
  id!: string;

  @RefColumn()
  projectId!: string;

  @Field(() => LineageKind, { description: 'What was done.' })
  @Column('text')
  kind!: LineageKind;

  @Field(() => GraphQLDateTime, { description: 'When it was done.' })
  @TimeColumn()
  at!: Date;

  @RefColumn()
  actorId!: string;

  @Field(() => String, { description: 'What was done, in a sentence.' })
  @Column('text')
  summary!: string;

  @Field(() => Boolean, { description: 'Whether the same inputs and settings give the same bytes again.' })
  @Column('boolean')
  reproducible!: boolean;

  @Column({ type: 'text', array: true, collation: 'C' })
  inputIds!: string[];

  @RefColumn({ nullable: true })
  outputId!: string | null;

  @RefColumn({ nullable: true })
  subjectId!: string | null;
}
