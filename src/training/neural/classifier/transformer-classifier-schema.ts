import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import { TrainingAlgorithm, TrainingSettings } from '../../training-settings.js';
import { leftOut } from '../../left-out.js';
import { TransformerInput, TransformerSettings } from '../transformer-schema.js';

export const TRANSFORMER_CLASSIFIER_DEFAULTS = {
  epochs: 4,
  layers: 2,
  dropout: 0.3,
  batchSize: 32,
  learningRate: 0.001,
  vocabularySize: 8_000,
  lowercase: true,
  contextLength: 256,
} as const;

const DEFAULTS = TRANSFORMER_CLASSIFIER_DEFAULTS;

@InputType({ description: 'A transformer whose tokens see all of their text, as a classifier.' })
export class TransformerClassifierInput extends TransformerInput {
  @Field(() => Int, { defaultValue: DEFAULTS.epochs, description: 'Passes over the training rows, 1 to 10,000.' })
  declare epochs: number;

  @Field(() => Int, {
    nullable: true,
    description: `Blocks of attention and feed-forward layers, 1 to 24. ${leftOut(DEFAULTS.layers)}`,
  })
  declare layers?: number | null;

  @Field(() => Float, {
    defaultValue: DEFAULTS.dropout,
    description:
      'Share of values that are dropped behind the embedding, the attention and the feed-forward layers, and of the mean of all tokens, while training, 0 up to, and without, 1.',
  })
  declare dropout: number;

  @Field(() => Int, { defaultValue: DEFAULTS.batchSize, description: 'Texts that a step reads, 1 to 1,024.' })
  declare batchSize: number;

  @Field(() => Float, { defaultValue: DEFAULTS.learningRate, description: 'Length of the longest steps, above 0.' })
  declare learningRate: number;

  @Field(() => Int, {
    nullable: true,
    description: `Most tokens, 257 to 50,000: byte pairs learned from the training rows. ${leftOut(DEFAULTS.vocabularySize)}`,
  })
  vocabularySize?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description: `Whether texts are lower-cased and NFKC-normalized, in training and in serving. ${leftOut(DEFAULTS.lowercase)}`,
  })
  lowercase?: boolean | null;

  @Field(() => Int, {
    nullable: true,
    description: `Most tokens of a text, 3 to 4,096: training cuts what is longer. ${leftOut(DEFAULTS.contextLength)}`,
  })
  contextLength?: number | null;
}

@ObjectType({ implements: TrainingSettings, description: 'Settings of a transformer classifier.' })
export class TransformerClassifierSettings extends TransformerSettings {
  @Field(() => Int, { description: 'Most tokens.' })
  vocabularySize!: number;

  @Field(() => Boolean, { description: 'Whether texts are lower-cased and NFKC-normalized.' })
  lowercase!: boolean;

  @Field(() => Int, { description: 'Most tokens of a text.' })
  contextLength!: number;
}

/** The same as a plain object, as a job keeps it. */
export type TransformerClassifierRun = Pick<TransformerClassifierSettings, keyof TransformerClassifierSettings> & {
  algorithm: TrainingAlgorithm.TRANSFORMER_CLASSIFIER;
};
