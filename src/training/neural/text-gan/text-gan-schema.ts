import { Field, Float, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { TrainingAlgorithm, TrainingSettings } from '../../training-settings.js';
import { SHORT_TEXTS_DEFAULTS, ShortTextsInput, ShortTextsSettings } from '../short-texts/short-texts-schema.js';

/** Which of the two generators of a training its version is. */
export enum ServedGenerator {
  BETTER = 'BETTER',
  ADVERSARIAL = 'ADVERSARIAL',
}

registerEnumType(ServedGenerator, {
  name: 'ServedGenerator',
  description: 'Which generator the version of a text GAN is.',
  valuesConfig: {
    BETTER: {
      description:
        'The one after adversarial training where the report says that it improved, else the pre-trained one.',
    },
    ADVERSARIAL: { description: 'The one after adversarial training, whatever the report says.' },
  },
});

export const TEXT_GAN_DEFAULTS = {
  ...SHORT_TEXTS_DEFAULTS,
  layers: 1,
  hiddenSize: 128,
  tiedEmbeddings: true,
  dropout: 0.2,
  epochs: 20,
  learningRate: 0.005,
  adversarialSteps: 500,
  discriminatorSteps: 3,
  generatorLearningRate: 0.0001,
  discriminatorLearningRate: 0.0001,
  inverseTemperature: 100,
  representations: 8,
  representationSize: 8,
  filters: 64,
  servedGenerator: ServedGenerator.BETTER,
} as const;

const DEFAULTS = TEXT_GAN_DEFAULTS;

@InputType({
  description:
    'A generative adversarial network for short texts: a generator that is pre-trained by maximum likelihood, then against a discriminator.',
})
export class TextGanInput extends ShortTextsInput {
  @Field(() => Int, { defaultValue: DEFAULTS.layers, description: 'LSTM layers of the generator, 1 or 2.' })
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
    description: "Whether the generator's vectors of tokens are its output matrix, too.",
  })
  tiedEmbeddings!: boolean;

  @Field(() => Float, {
    defaultValue: DEFAULTS.dropout,
    description: 'Share of values that are dropped around its layers in pre-training, 0 up to, and without, 1.',
  })
  dropout!: number;

  @Field(() => Int, {
    defaultValue: DEFAULTS.epochs,
    description: 'Passes over the training rows in pre-training, 1 to 10,000.',
  })
  epochs!: number;

  @Field(() => Float, {
    defaultValue: DEFAULTS.learningRate,
    description: 'Length of the first steps of pre-training, above 0; it falls along half a cosine to a twentieth.',
  })
  learningRate!: number;

  @Field(() => Int, {
    defaultValue: DEFAULTS.adversarialSteps,
    description: 'Steps of the generator in adversarial training, 1 to 1,000,000.',
  })
  adversarialSteps!: number;

  @Field(() => Int, {
    defaultValue: DEFAULTS.discriminatorSteps,
    description: 'Steps of the discriminator before each of the generator, 1 to 100.',
  })
  discriminatorSteps!: number;

  @Field(() => Float, {
    defaultValue: DEFAULTS.generatorLearningRate,
    description: 'Length of the steps of the generator in adversarial training, above 0.',
  })
  generatorLearningRate!: number;

  @Field(() => Float, {
    defaultValue: DEFAULTS.discriminatorLearningRate,
    description: 'Length of the steps of the discriminator, above 0.',
  })
  discriminatorLearningRate!: number;

  @Field(() => Float, {
    defaultValue: DEFAULTS.inverseTemperature,
    description:
      'What the inverse temperature of the Gumbel softmax rises to over the adversarial training, from 1; 1 to 10,000.',
  })
  inverseTemperature!: number;

  @Field(() => Int, {
    defaultValue: DEFAULTS.representations,
    description: 'How many times the discriminator embeds a text, each judged on its own, 1 to 256.',
  })
  representations!: number;

  @Field(() => Int, {
    defaultValue: DEFAULTS.representationSize,
    description: "Numbers of a token's vector in each of them, 1 to 1,024.",
  })
  representationSize!: number;

  @Field(() => Int, {
    defaultValue: DEFAULTS.filters,
    description: 'Filters of the discriminator for each width, 2 to 5 tokens; 1 to 1,024.',
  })
  filters!: number;

  @Field(() => ServedGenerator, {
    defaultValue: DEFAULTS.servedGenerator,
    description: 'Which generator the version is.',
  })
  servedGenerator!: ServedGenerator;
}

@ObjectType({ implements: TrainingSettings, description: 'Settings of a generative adversarial network for texts.' })
export class TextGanSettings extends ShortTextsSettings {
  @Field(() => Int, { description: 'LSTM layers of the generator.' })
  layers!: number;

  @Field(() => Int, { description: "Numbers of a layer's state." })
  hiddenSize!: number;

  @Field(() => Boolean, { description: "Whether the generator's vectors of tokens are its output matrix, too." })
  tiedEmbeddings!: boolean;

  @Field(() => Float, { description: 'Share of values that are dropped in pre-training.' })
  dropout!: number;

  @Field(() => Float, { description: 'Length of the first steps of pre-training.' })
  learningRate!: number;

  @Field(() => Int, { description: 'Steps of the generator in adversarial training.' })
  adversarialSteps!: number;

  @Field(() => Int, { description: 'Steps of the discriminator before each of the generator.' })
  discriminatorSteps!: number;

  @Field(() => Float, { description: 'Length of the steps of the generator in adversarial training.' })
  generatorLearningRate!: number;

  @Field(() => Float, { description: 'Length of the steps of the discriminator.' })
  discriminatorLearningRate!: number;

  @Field(() => Float, { description: 'What the inverse temperature of the Gumbel softmax rises to.' })
  inverseTemperature!: number;

  @Field(() => Int, { description: 'How many times the discriminator embeds a text.' })
  representations!: number;

  @Field(() => Int, { description: "Numbers of a token's vector in each of them." })
  representationSize!: number;

  @Field(() => Int, { description: 'Filters of the discriminator for each width.' })
  filters!: number;

  @Field(() => ServedGenerator, { description: 'Which generator the version is.' })
  servedGenerator!: ServedGenerator;
}

/** The same as a plain object, as a job keeps it. */
export type TextGanRun = Pick<TextGanSettings, keyof TextGanSettings> & { algorithm: TrainingAlgorithm.TEXT_GAN };
