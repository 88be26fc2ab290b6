import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import { TrainingSettings } from '../training-settings.js';
import { leftOut } from '../left-out.js';
import { LearningRateSchedule, NeuralOptimizer } from './optimization.js';
import './optimization-schema.js';
import { PATIENCE } from './patience.js';
import {
  batchSizeInput,
  batchSizeSetting,
  clipNormInput,
  clipNormSetting,
  threadsInput,
  threadsSetting,
} from './step-fields.js';

export const TRANSFORMER_DEFAULTS = {
  epochs: 10,
  patience: null,
  layers: 4,
  heads: 4,
  hiddenSize: 128,
  dropout: 0.1,
  batchSize: 16,
  optimizer: NeuralOptimizer.ADAMW,
  weightDecay: 0.1,
  learningRate: 0.002,
  warmUp: 0.05,
  schedule: LearningRateSchedule.COSINE,
  clipNorm: 1,
  threads: 1,
} as const;

const DEFAULTS = TRANSFORMER_DEFAULTS;

@InputType({ description: 'What all transformers can be told that are trained here.' })
export abstract class TransformerInput {
  @Field(() => Int, { defaultValue: DEFAULTS.epochs, description: 'Passes over the training rows, 1 to 10,000.' })
  epochs!: number;

  @Field(() => Int, { nullable: true, description: PATIENCE })
  patience?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: `Blocks of attention and feed-forward layers, 1 to 24. ${leftOut(DEFAULTS.layers)}`,
  })
  layers?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: `Heads of each attention layer, 1 to 64: each has an even share of hiddenSize. ${leftOut(DEFAULTS.heads)}`,
  })
  heads?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: `Numbers of a token's vector, 2 to 4,096. ${leftOut(DEFAULTS.hiddenSize)}`,
  })
  hiddenSize?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: `Numbers within a feed-forward layer (SwiGLU), 1 to 16,384. ${leftOut('8/3 of hiddenSize, rounded up to a multiple of 8')}`,
  })
  feedForwardSize?: number | null;

  @Field(() => Float, {
    defaultValue: DEFAULTS.dropout,
    description:
      'Share of values that are dropped behind the embedding, the attention and the feed-forward layers while training, 0 up to, and without, 1.',
  })
  dropout!: number;

  @batchSizeInput(DEFAULTS.batchSize)
  batchSize!: number;

  @Field(() => NeuralOptimizer, { defaultValue: DEFAULTS.optimizer, description: 'How weights change by gradients.' })
  optimizer!: NeuralOptimizer;

  @Field(() => Float, {
    nullable: true,
    description: `Share of a matrix that a step of rate 1 takes off, 0 or more, for ADAMW alone; ${DEFAULTS.weightDecay} when left out.`,
  })
  weightDecay?: number | null;

  @Field(() => Float, { defaultValue: DEFAULTS.learningRate, description: 'Length of the longest steps, above 0.' })
  learningRate!: number;

  @Field(() => Float, {
    defaultValue: DEFAULTS.warmUp,
    description: 'Share of all steps in which the learning rate rises from 0, 0 to 1.',
  })
  warmUp!: number;

  @Field(() => LearningRateSchedule, { defaultValue: DEFAULTS.schedule, description: 'How the learning rate goes on.' })
  schedule!: LearningRateSchedule;

  @clipNormInput(DEFAULTS.clipNorm)
  clipNorm!: number;

  @threadsInput(DEFAULTS.threads)
  threads!: number;
}

@ObjectType({ description: 'Settings that all transformers have.' })
export abstract class TransformerSettings extends TrainingSettings {
  @Field(() => Int, {
    nullable: true,
    description: 'Epochs without a lower loss on the validation split after which training ends; null: none.',
  })
  patience!: number | null;

  @Field(() => Int, { description: 'Blocks of attention and feed-forward layers.' })
  layers!: number;

  @Field(() => Int, { description: 'Heads of each attention layer.' })
  heads!: number;

  @Field(() => Int, { description: "Numbers of a token's vector." })
  hiddenSize!: number;

  @Field(() => Int, { description: 'Numbers within a feed-forward layer.' })
  feedForwardSize!: number;

  @Field(() => Float, { description: 'Share of values that are dropped while training.' })
  dropout!: number;

  @batchSizeSetting()
  batchSize!: number;

  @Field(() => NeuralOptimizer, { description: 'How weights change by gradients.' })
  optimizer!: NeuralOptimizer;

  @Field(() => Float, { nullable: true, description: 'Weight decay; null unless optimizer is ADAMW.' })
  weightDecay!: number | null;

  @Field(() => Float, { description: 'Length of the longest steps.' })
  learningRate!: number;

  @Field(() => Float, { description: 'Share of all steps in which the learning rate rises.' })
  warmUp!: number;

  @Field(() => LearningRateSchedule, { description: 'How the learning rate goes on.' })
  schedule!: LearningRateSchedule;

  @clipNormSetting()
  clipNorm!: number;

  @threadsSetting()
  threads!: number;
}
