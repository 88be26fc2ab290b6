import { Field, Float, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Node } from '../graph/interfaces.js';
import { GraphQLBigInt, GraphQLDateTime } from '../graph/scalars.js';
import { IdColumn, RefColumn, TimeColumn } from '../storage/columns.js';
import { MetricValue } from './metrics/metric-value.js';

@ObjectType({ description: 'How often a label was expected and another was predicted.' })
export class ConfusionCell {
  @Field(() => String, { description: 'Label of the row.' })
  expected!: string;

  @Field(() => String, { description: 'Label that was most probable.' })
  predicted!: string;

  @Field(() => GraphQLBigInt, { description: 'Number of rows.' })
  count!: number;
}

@ObjectType({ description: 'How good a model version is on one section of a test, or at one label.' })
export class EvaluationSection {
  @Field(() => String, { description: 'Name of the section, as the test has it; or the label.' })
  name!: string;

  @Field(() => [MetricValue], { description: 'What came out of its questions, or of the rows with the label.' })
  metrics!: MetricValue[];
}

@ObjectType({ description: 'A word near to another.' })
export class SampledNeighbour {
  @Field(() => String, { description: 'The word.' })
  word!: string;

  @Field(() => Float, { description: 'Cosine of the two vectors, -1 to 1.' })
  similarity!: number;
}

@ObjectType({ description: 'The nearest words of the vocabulary to a word of the test.' })
export class WordNeighbours {
  @Field(() => String, { description: 'The word.' })
  word!: string;

  @Field(() => [SampledNeighbour], { description: 'Nearest first, without the word itself.' })
  neighbours!: SampledNeighbour[];
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

  @Field(() => [ConfusionCell], {
    description:
      'Pairs of labels that occurred, most frequent first; empty for a test of words, and where rows have any number of labels.',
  })
  @Column('jsonb')
  confusion!: ConfusionCell[];

  @Field(() => [EvaluationSection], {
    description:
      'Metrics of each section of a test of analogies, in its order; for a model of the task MULTI_LABEL, precision, recall and F1 of each label, the most frequent first, of 1,000 at most; empty otherwise.',
  })
  @Column('jsonb', { default: [] })
  sections!: EvaluationSection[];

  @Field(() => [WordNeighbours], {
    description:
      'A sample: neighbours of up to ten words of the test, the same for every version that knows them. Empty where there is no vocabulary to search.',
  })
  @Column('jsonb', { default: [] })
  neighbours!: WordNeighbours[];

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
