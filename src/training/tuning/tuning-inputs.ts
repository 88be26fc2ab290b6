import { Field, Float, ID, InputType, Int } from 'type-graphql';
import { KEY_DESCRIPTION } from '../../access/changes/change.js';
import { OneOf } from '../../graph/one-of.js';
import { GraphQLBigInt, GraphQLDuration, GraphQLRef } from '../../graph/scalars.js';
import { WordTestInput } from '../embeddings/word-tests.js';
import { TrainingSettingsInput } from '../training-inputs.js';
import { VersionsInput } from '../versions/versions-input.js';
import { TuningDirection, TuningSampler } from './tuning-kinds.js';

@InputType({ description: 'The training whose settings are searched.' })
export class TuningBaseInput extends VersionsInput {
  @Field(() => String, { description: 'Name of the model that gets the best version.' })
  model!: string;

  @Field(() => GraphQLRef, { description: 'Rows to learn from: an id, "mails@3" or "mails@latest".' })
  datasetVersion!: string;

  @Field(() => TrainingSettingsInput, { description: 'How to train; what is in the space is replaced by trial.' })
  settings!: TrainingSettingsInput;

  @Field(() => String, { defaultValue: 'train', description: 'The split to learn from.' })
  trainSplit!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The split on which trials are measured and compared; "validation" when left out. Its figures flatter the best trial: measure that on another split. Word vectors have none.',
  })
  evaluationSplit?: string | null;

  @Field(() => [WordTestInput], {
    defaultValue: [],
    description: 'Tests of words by which trials of word vectors are measured and compared, 1 to 10; none for others.',
  })
  wordTests!: WordTestInput[];
}

@InputType({ description: 'A range of numbers.' })
export class TuningRangeInput {
  @Field(() => Float, { description: 'Lowest value.' })
  from!: number;

  @Field(() => Float, { description: 'Highest value.' })
  to!: number;

  @Field(() => Boolean, { defaultValue: false, description: 'Whether values are drawn evenly by their logarithms.' })
  logarithmic!: boolean;

  @Field(() => Float, {
    nullable: true,
    description:
      'Values are `from` and multiples of this above it. Any when left out, or whole numbers where the setting is one.',
  })
  step?: number | null;
}

@OneOf()
@InputType({ description: 'Values of a setting: exactly one of these.' })
export class TuningValuesInput {
  @Field(() => TuningRangeInput, { nullable: true, description: 'All numbers of a range.' })
  range?: TuningRangeInput;

  @Field(() => [Float], { nullable: true, description: 'One of these numbers, 2 to 100; their order means nothing.' })
  numbers?: number[];

  @Field(() => [String], {
    nullable: true,
    description: 'One of these names, 2 to 100; "true" and "false" for a Boolean.',
  })
  choices?: string[];
}

@InputType({ description: 'A setting whose values are tried.' })
export class TuningDimensionInput {
  @Field(() => String, {
    description:
      "Its name, a field of the chosen algorithm's input, as in l2; with distillation also temperature and alpha.",
  })
  setting!: string;

  @Field(() => TuningValuesInput, { description: 'Which values.' })
  values!: TuningValuesInput;
}

@InputType({ description: 'A figure to improve.' })
export class TuningObjectiveInput {
  @Field(() => String, {
    description:
      'A figure that trials report of held-out rows, as "validation_loss", or of tests of words, as "similarity_score"; or "model_bytes".',
  })
  metric!: string;

  @Field(() => TuningDirection, { description: 'Which values are better.' })
  direction!: TuningDirection;
}

@InputType({
  description: 'Lets trials pause after some epochs, of which the best go on: asynchronous successive halving (ASHA).',
})
export class AshaInput {
  @Field(() => Int, {
    defaultValue: 1,
    description: 'Epochs after which trials pause for the first time, below those of the training.',
  })
  minEpochs!: number;

  @Field(() => Int, {
    defaultValue: 3,
    description: 'Of so many trials, 2 to 10, one goes on, to so many times the epochs.',
  })
  reductionFactor!: number;
}

@InputType({ description: 'Settings to search.' })
export class StartTuningInput {
  @Field(() => String, { description: KEY_DESCRIPTION })
  idempotencyKey!: string;

  @Field(() => TuningBaseInput, { description: 'The training whose settings are searched.' })
  training!: TuningBaseInput;

  @Field(() => [TuningDimensionInput], { description: 'The settings to search, 1 to 32.' })
  space!: TuningDimensionInput[];

  @Field(() => [TuningObjectiveInput], {
    description: 'What to improve, 1 to 4. With several, the study ends with a Pareto front in place of a best trial.',
  })
  objectives!: TuningObjectiveInput[];

  @Field(() => TuningSampler, {
    defaultValue: TuningSampler.TPE,
    description: 'How the settings of the next trial are found.',
  })
  sampler!: TuningSampler;

  @Field(() => AshaInput, { nullable: true, description: 'Lets trials pause; all go to their end when left out.' })
  asha?: AshaInput | null;

  @Field(() => Int, { defaultValue: 20, description: 'Most trials to begin, 1 to 1,000.' })
  maxTrials!: number;

  @Field(() => GraphQLDuration, {
    nullable: true,
    description: 'Longest time of the study; trials that then run are stopped. Any when left out.',
  })
  maxDuration?: string | null;

  @Field(() => GraphQLDuration, {
    nullable: true,
    description:
      "Most time of workers, summed over trials' attempts; trials that run when it is spent are stopped. Any when left out.",
  })
  maxCompute?: string | null;

  @Field(() => Int, {
    defaultValue: 1,
    description:
      'Most trials that wait for a worker or run at a time, 1 to 64. With 1 the same seed gives the same trials.',
  })
  parallelism!: number;

  @Field(() => GraphQLBigInt, {
    defaultValue: 1,
    description: 'Decides every random choice, 0 to 4294967295, also those of the trainings.',
  })
  seed!: bigint | number;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether the best trial becomes a version of the model: true when left out, with one objective. With several, choose with registerTrial.',
  })
  registerBest?: boolean | null;
}

@InputType({ description: 'A trial whose model is to become a version.' })
export class RegisterTrialInput {
  @Field(() => String, { description: KEY_DESCRIPTION })
  idempotencyKey!: string;

  @Field(() => ID, { description: "Id of the trial's job." })
  trial!: string;
}
