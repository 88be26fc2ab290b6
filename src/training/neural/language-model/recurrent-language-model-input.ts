import { Field, Float, InputType, Int } from 'type-graphql';
import {
  LANGUAGE_MODEL_DEFAULTS,
  LearningRateSchedule,
  NeuralOptimizer,
  TokenLevel,
} from './language-model-settings.js';
import { RecurrentCellKind } from './recurrent-network.js';

const DEFAULTS = LANGUAGE_MODEL_DEFAULTS;

@InputType({ description: 'A recurrent network that predicts each token of a text from those before it.' })
export class RecurrentLanguageModelInput {
  @Field(() => Int, { defaultValue: DEFAULTS.epochs, description: 'Passes over the training rows, 1 to 10,000.' })
  epochs!: number;

  @Field(() => RecurrentCellKind, { defaultValue: DEFAULTS.cell, description: 'What remembers the text so far.' })
  cell!: RecurrentCellKind;

  @Field(() => Int, { defaultValue: DEFAULTS.layers, description: 'Recurrent layers, 1 to 3.' })
  layers!: number;

  @Field(() => Int, { defaultValue: DEFAULTS.hiddenSize, description: "Numbers of a layer's state, 1 to 4,096." })
  hiddenSize!: number;

  @Field(() => Int, {
    nullable: true,
    description: "Numbers of a token's vector, 1 to 4,096; those of a layer's state when left out.",
  })
  embeddingSize?: number | null;

  @Field(() => Boolean, {
    defaultValue: DEFAULTS.tiedEmbeddings,
    description: "Whether tokens' vectors are the output matrix, too.",
  })
  tiedEmbeddings!: boolean;

  @Field(() => Float, {
    defaultValue: DEFAULTS.dropout,
    description:
      'Share of values that are dropped before, between and behind the layers while training, 0 up to, and without, 1.',
  })
  dropout!: number;

  @Field(() => TokenLevel, { defaultValue: DEFAULTS.level, description: 'What a token is.' })
  level!: TokenLevel;

  @Field(() => Int, {
    defaultValue: DEFAULTS.vocabularySize,
    description: 'Most tokens, up to 50,000; the most frequent stay. Subwords need 257 or more, the others 3.',
  })
  vocabularySize!: number;

  @Field(() => Int, { defaultValue: DEFAULTS.batchSize, description: 'Rows of text that a step reads, 1 to 1,024.' })
  batchSize!: number;

  @Field(() => Int, {
    defaultValue: DEFAULTS.sequenceLength,
    description: 'Tokens of a row that a step reads and gradients flow back through, 1 to 512.',
  })
  sequenceLength!: number;

  @Field(() => NeuralOptimizer, { defaultValue: DEFAULTS.optimizer, description: 'How weights change by gradients.' })
  optimizer!: NeuralOptimizer;

  @Field(() => Float, { defaultValue: DEFAULTS.learningRate, description: 'Length of the first steps, above 0.' })
  learningRate!: number;

  @Field(() => LearningRateSchedule, { defaultValue: DEFAULTS.schedule, description: 'How the learning rate goes on.' })
  schedule!: LearningRateSchedule;

  @Field(() => Float, {
    defaultValue: DEFAULTS.clipNorm,
    description: 'Longest that all gradients of a step may be together, above 0; longer ones are shortened.',
  })
  clipNorm!: number;

  @Field(() => Int, {
    defaultValue: DEFAULTS.threads,
    description: 'Threads, 1 to 64. One gives the same version each time; more do so within rounding.',
  })
  threads!: number;
}
