import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Node } from '../graph/interfaces.js';
import { GraphQLDateTime } from '../graph/scalars.js';
import { Tag } from '../graph/tag.js';
import { IdColumn, RefColumn, TimeColumn } from '../storage/columns.js';

export enum ModelTask {
  CLASSIFICATION = 'CLASSIFICATION',
  MULTI_LABEL = 'MULTI_LABEL',
  REGRESSION = 'REGRESSION',
  TOKEN_CLASSIFICATION = 'TOKEN_CLASSIFICATION',
  EMBEDDING = 'EMBEDDING',
  LANGUAGE_MODEL = 'LANGUAGE_MODEL',
  TENSORS = 'TENSORS',
}

registerEnumType(ModelTask, {
  name: 'ModelTask',
  description: 'What a model answers.',
  valuesConfig: {
    CLASSIFICATION: { description: 'One label of several, for a text.' },
    MULTI_LABEL: { description: 'Any number of labels, for a text.' },
    REGRESSION: { description: 'A number, for a text.' },
    TOKEN_CLASSIFICATION: { description: 'Labelled stretches of a text: names, places.' },
    EMBEDDING: { description: 'A vector, for a text.' },
    LANGUAGE_MODEL: { description: 'The text that follows a prompt, token by token.' },
    TENSORS: { description: 'Tensors for tensors, as its ONNX graph says.' },
  },
});

@ObjectType({ implements: [Node], description: 'A named line of model versions for one task.' })
@Entity('model')
export class Model extends Node {
  @IdColumn()
  override id!: string;

  @RefColumn()
  projectId!: string;

  @Field(() => String, { description: 'Unique name in its project.' })
  @Column('text')
  name!: string;

  @Field(() => String, { description: 'What it is for.' })
  @Column('text')
  description!: string;

  @Field(() => ModelTask, { description: 'What its versions answer.' })
  @Column('text')
  task!: ModelTask;

  @Field(() => [Tag], { description: 'Keys and values to find it by.' })
  @Column('jsonb')
  tags!: Tag[];

  @Field(() => GraphQLDateTime, { description: 'When it was made.' })
  @TimeColumn()
  createdAt!: Date;

  @RefColumn()
  createdById!: string;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it was put away; null while in use.' })
  @TimeColumn({ nullable: true })
  archivedAt!: Date | null;

  /** Number of the newest version, 0 before the first. */
  @Column('integer')
  latestVersionNumber!: number;
}
