import { Field, Float, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { TrainingAlgorithm, TrainingSettings } from '../../../training-settings.js';
import { LearningRateSchedule, NeuralOptimizer } from '../../optimization.js';
import '../../optimization-schema.js';
import { PATIENCE } from '../../patience.js';
import { leftOut } from '../../../left-out.js';
import { TokenLevel } from '../../../language-models/token-level.js';
import '../../../language-models/token-level-schema.js';
import { RecurrentCellKind } from './recurrent-network.js';
import {
  batchSizeInput,
  batchSizeSetting,
  clipNormInput,
  clipNormSetting,
  threadsInput,
  threadsSetting,
} from '../../step-fields.js';

export const RECURRENT_LANGUAGE_MODEL_DEFAULTS = {
  cell: RecurrentCellKind.LSTM,
  layers: 1,
  hiddenSize: 256,
  tiedEmbeddings: true,
  dropout: 0.2,
  level: TokenLevel.WORD,
  vocabularySize: 20_000,
  softmaxSamples: null,
  epochs: 10,
  patience: null,
  batchSize: 32,
  sequenceLength: 32,
  optimizer: NeuralOptimizer.ADAM,
  learningRate: 0.002,
  schedule: LearningRateSchedule.COSINE,
  clipNorm: 1,
  threads: 1,
} as const;

const DEFAULTS = RECURRENT_LANGUAGE_MODEL_DEFAULTS;

registerEnumType(RecurrentCellKind, {
  name: 'RecurrentCell',
  description: 'What remembers the text so far.',
  valuesConfig: {
    ELMAN: { description: 'A plain recurrent network: fast, and forgets soon.' },
    LSTM: { description: 'Long short-term memory, with gates for what comes in, stays and goes out.' },
    GRU: { description: 'Gated recurrent unit: as LSTM with a gate less.' },
  },
});

@InputType({ description: 'A recurrent network that predicts each token of a text from those before it.' })
export class RecurrentLanguageModelInput {
  @Field(() => Int, { defaultValue: DEFAULTS.epochs, description: 'Passes over the training rows, 1 to 10,000.' })
  epochs!: number;

  @Field(() => Int, { nullable: true, description: PATIENCE })
  patience?: number | null;

  @Field(() => RecurrentCellKind, {
    nullable: true,
    description: `What remembers the text so far. ${leftOut(DEFAULTS.cell)}`,
  })
  cell?: RecurrentCellKind | null;

  @Field(() => Int, { nullable: true, description: `Recurrent layers, 1 to 3. ${leftOut(DEFAULTS.layers)}` })
  layers?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: `Numbers of a layer's state, 1 to 4,096. ${leftOut(DEFAULTS.hiddenSize)}`,
  })
  hiddenSize?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: `Numbers of a token's vector, 1 to 4,096. ${leftOut("those of a layer's state")}`,
  })
  embeddingSize?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description: `Whether tokens' vectors are the output matrix, too. ${leftOut(DEFAULTS.tiedEmbeddings)}`,
  })
  tiedEmbeddings?: boolean | null;

  @Field(() => Float, {
    defaultValue: DEFAULTS.dropout,
    description:
      'Share of values that are dropped before, between and behind the layers while training, 0 up to, and without, 1.',
  })
  dropout!: number;

  @Field(() => TokenLevel, { nullable: true, description: `What a token is. ${leftOut(DEFAULTS.level)}` })
  level?: TokenLevel | null;

  @Field(() => Int, {
    nullable: true,
    description: `Most tokens, up to 50,000, or 200,000 with softmaxSamples; the most frequent stay. Subwords need 257 or more, the others 3. ${leftOut(DEFAULTS.vocabularySize)}`,
  })
  vocabularySize?: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Tokens that a step compares the true ones with, drawn anew for each, in place of all: training costs the same then however many tokens there are. 1 to half of vocabularySize, which may be up to 200,000; takes tiedEmbeddings. When left out, all are compared.',
  })
  softmaxSamples?: number | null;

  @batchSizeInput(DEFAULTS.batchSize)
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

  @clipNormInput(DEFAULTS.clipNorm)
  clipNorm!: number;

  @threadsInput(DEFAULTS.threads)
  threads!: number;
}

@ObjectType({ implements: TrainingSettings, description: 'Settings of a recurrent language model.' })
export class RecurrentLanguageModelSettings extends TrainingSettings {
  @Field(() => Int, {
    nullable: true,
    description: 'Epochs without a lower loss on the validation split after which training ends; null: none.',
  })
  patience!: number | null;

  @Field(() => RecurrentCellKind, { description: 'What remembers the text so far.' })
  cell!: RecurrentCellKind;

  @Field(() => Int, { description: 'Recurrent layers.' })
  layers!: number;

  @Field(() => Int, { description: "Numbers of a layer's state." })
  hiddenSize!: number;

  @Field(() => Int, { description: "Numbers of a token's vector." })
  embeddingSize!: number;

  @Field(() => Boolean, { description: "Whether tokens' vectors are the output matrix, too." })
  tiedEmbeddings!: boolean;

  @Field(() => Float, { description: 'Share of values that are dropped while training.' })
  dropout!: number;

  @Field(() => TokenLevel, { description: 'What a token is.' })
  level!: TokenLevel;

  @Field(() => Int, { description: 'Most tokens; the most frequent stay.' })
  vocabularySize!: number;

  @Field(() => Int, {
    nullable: true,
    description: 'Tokens that a step compares the true ones with; null when it compares with all.',
  })
  softmaxSamples!: number | null;

  @batchSizeSetting()
  batchSize!: number;

  @Field(() => Int, { description: 'Tokens of a row that a step reads and gradients flow back through.' })
  sequenceLength!: number;

  @Field(() => NeuralOptimizer, { description: 'How weights change by gradients.' })
  optimizer!: NeuralOptimizer;

  @Field(() => Float, { description: 'Length of the first steps.' })
  learningRate!: number;

  @Field(() => LearningRateSchedule, { description: 'How the learning rate goes on.' })
  schedule!: LearningRateSchedule;

  @clipNormSetting()
  clipNorm!: number;

  @threadsSetting()
  threads!: number;
}

/** The same as a plain object, as a job keeps it. */
export type RecurrentLanguageModelRun = Pick<RecurrentLanguageModelSettings, keyof RecurrentLanguageModelSettings> & {
  algorithm: TrainingAlgorithm.RECURRENT_LANGUAGE_MODEL;
};
