import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import { TrainingAlgorithm, TrainingSettings } from '../../training-settings.js';
import { SHORT_TEXTS_DEFAULTS, ShortTextsInput, ShortTextsSettings } from '../short-texts/short-texts-schema.js';

export const TEXT_VAE_DEFAULTS = {
  ...SHORT_TEXTS_DEFAULTS,
  hiddenSize: 128,
  latentSize: 8,
  dropout: 0.2,
  wordDropout: 0,
  annealing: 0.5,
  annealingCycles: 1,
  freeBits: 0.5,
  epochs: 20,
  learningRate: 0.005,
} as const;

const DEFAULTS = TEXT_VAE_DEFAULTS;

@InputType({
  description:
    'A variational autoencoder for short texts: an encoder that makes a vector of each text, and a decoder that writes texts from such vectors.',
})
export class TextVaeInput extends ShortTextsInput {
  @Field(() => Int, {
    defaultValue: DEFAULTS.hiddenSize,
    description: 'Numbers of the states of encoder and decoder, an LSTM each, 1 to 4,096.',
  })
  hiddenSize!: number;

  @Field(() => Int, {
    nullable: true,
    description:
      "Numbers of a token's vector, which both read and by which the decoder writes, 1 to 4,096; those of the states when left out.",
  })
  embeddingSize?: number | null;

  @Field(() => Int, {
    defaultValue: DEFAULTS.latentSize,
    description: "Numbers of a text's latent vector, 1 to 1,024.",
  })
  latentSize!: number;

  @Field(() => Float, {
    defaultValue: DEFAULTS.dropout,
    description:
      'Share of values that are dropped around the layers while training, 0 up to, and without, 1; of the baseline, too.',
  })
  dropout!: number;

  @Field(() => Float, {
    defaultValue: DEFAULTS.wordDropout,
    description:
      'Share of tokens that the decoder is not shown while training, so that it needs the latent vector; 0 up to, and without, 1.',
  })
  wordDropout!: number;

  @Field(() => Float, {
    defaultValue: DEFAULTS.annealing,
    description:
      'Share of each cycle in which the weight of the divergence (KL) rises from 0 to 1; 0 for 1 from the beginning.',
  })
  annealing!: number;

  @Field(() => Int, {
    defaultValue: DEFAULTS.annealingCycles,
    description: 'Times that this weight rises over the training, 1 to 100.',
  })
  annealingCycles!: number;

  @Field(() => Float, {
    defaultValue: DEFAULTS.freeBits,
    description:
      'Nats of divergence that each number of the latent vector costs at least, 0 or more: below, it may say more for nothing.',
  })
  freeBits!: number;

  @Field(() => Int, {
    defaultValue: DEFAULTS.epochs,
    description: 'Passes over the training rows, of the baseline and of the autoencoder each, 1 to 10,000.',
  })
  epochs!: number;

  @Field(() => Float, {
    defaultValue: DEFAULTS.learningRate,
    description: 'Length of the first steps, above 0; it falls along half a cosine to a twentieth.',
  })
  learningRate!: number;
}

@ObjectType({ implements: TrainingSettings, description: 'Settings of a variational autoencoder for texts.' })
export class TextVaeSettings extends ShortTextsSettings {
  @Field(() => Int, { description: 'Numbers of the states of encoder and decoder.' })
  hiddenSize!: number;

  @Field(() => Int, { description: "Numbers of a text's latent vector." })
  latentSize!: number;

  @Field(() => Float, { description: 'Share of values that are dropped while training.' })
  dropout!: number;

  @Field(() => Float, { description: 'Share of tokens that the decoder is not shown while training.' })
  wordDropout!: number;

  @Field(() => Float, { description: 'Share of each cycle in which the weight of the divergence rises.' })
  annealing!: number;

  @Field(() => Int, { description: 'Times that this weight rises.' })
  annealingCycles!: number;

  @Field(() => Float, { description: 'Nats that each number of the latent vector costs at least.' })
  freeBits!: number;

  @Field(() => Float, { description: 'Length of the first steps.' })
  learningRate!: number;
}

/** The same as a plain object, as a job keeps it. */
export type TextVaeRun = Pick<TextVaeSettings, keyof TextVaeSettings> & { algorithm: TrainingAlgorithm.TEXT_VAE };
