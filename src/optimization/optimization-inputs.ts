import { Field, Float, InputType, Int } from 'type-graphql';
import { KEY_DESCRIPTION } from '../access/changes/change.js';
import { MetricName } from '../evaluation/metrics/metric-name.js';
import { GraphQLBigInt, GraphQLDuration, GraphQLRef } from '../graph/scalars.js';
import { OptimizationObjective, OptimizationPassKind } from './optimization-kinds.js';

@InputType({ description: 'What an optimization is to improve, and what it must not cost.' })
export class OptimizationGoalInput {
  @Field(() => OptimizationObjective, { description: 'What to improve.' })
  minimize!: OptimizationObjective;

  @Field(() => MetricName, {
    defaultValue: MetricName.ACCURACY,
    description:
      'How quality is measured: any quality metric of a classifier; of word vectors ANALOGY_ACCURACY, ANALOGY_ACCURACY_MULTIPLICATIVE or WORD_SIMILARITY, as the rows are a test of.',
  })
  qualityMetric!: MetricName;

  @Field(() => Float, {
    defaultValue: 0.005,
    description: "Most quality that may be lost, in the metric's unit, at the pessimistic end of the 95% interval.",
  })
  maxQualityLoss!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'Longest median time of a run of the smallest batch, in milliseconds; any when left out.',
  })
  maxLatencyMs?: number | null;

  @Field(() => GraphQLBigInt, {
    nullable: true,
    description: 'Most bytes of all files but evidence; any when left out.',
  })
  maxSizeBytes?: bigint | number | null;
}

@InputType({ description: 'The rows that quality and speed are measured on.' })
export class OptimizationEvaluationInput {
  @Field(() => GraphQLRef, {
    description:
      'The rows: an id, "mails@3" or "mails@latest". Each row has one label; those for word vectors are the lines of a test of words.',
  })
  datasetVersion!: string;

  @Field(() => String, { defaultValue: 'test', description: 'Name of the split.' })
  split!: string;

  @Field(() => [Int], {
    defaultValue: [1, 8],
    description: 'Rows in the runs that are timed: 1 to 4 sizes, each 1 to 256.',
  })
  batchSizes!: number[];
}

@InputType({ description: 'A model version to make smaller or faster.' })
export class OptimizeModelVersionInput {
  @Field(() => String, {
    description: KEY_DESCRIPTION,
  })
  idempotencyKey!: string;

  @Field(() => GraphQLRef, { description: 'The version: an id, "spam-filter@7" or "spam-filter@champion".' })
  modelVersion!: string;

  @Field(() => OptimizationGoalInput, { description: 'What to improve.' })
  goal!: OptimizationGoalInput;

  @Field(() => OptimizationEvaluationInput, { description: 'What to measure on.' })
  evaluation!: OptimizationEvaluationInput;

  @Field(() => [OptimizationPassKind], {
    nullable: true,
    description:
      'Ways to try, alone and together. When left out: FUSION and DYNAMIC_INT8; of word vectors PRODUCT_QUANTIZATION.',
  })
  passes?: OptimizationPassKind[] | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Rows of words and n-grams that FEATURE_PRUNING keeps, 1 or more. Given with that pass, and only with it.',
  })
  keepRows?: number | null;

  @Field(() => GraphQLDuration, { nullable: true, description: 'Longest time of one attempt; any when left out.' })
  maxDuration?: string | null;
}
