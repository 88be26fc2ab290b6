import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import { TrainingAlgorithm, TrainingSettings } from '../../training-settings.js';
import { TokenLevel } from '../../language-models/token-level.js';
import '../../language-models/token-level-schema.js';

export const TEXT_VAE_DEFAULTS = {
  level: TokenLevel.WORD,
  vocabularySize: 5_000,
  textLength: 20,
  hiddenSize: 128,
  latentSize: 8,
  dropout: 0.2,
  wordDropout: 0,
  annealing: 0.5,
  annealingCycles: 1,
  freeBits: 0.5,
  epochs: 20,
  batchSize: 64,
  learningRate: 0.005,
  clipNorm: 5,
  threads: 1,
} as const;

const DEFAULTS = TEXT_VAE_DEFAULTS;

@InputType({
  description:
    'A variational autoencoder for short texts: an encoder that makes a vector of each text, and a decoder that writes texts from such vectors.',
})
export class TextVaeInput {
  @Field(() => TokenLevel, { defaultValue: DEFAULTS.level, description: 'What a token is.' })
  level!: TokenLevel;

  @Field(() => Int, {
    defaultValue: DEFAULTS.vocabularySize,
    description: 'Most tokens, up to 50,000; the most frequent stay. Subwords need 257 or more, the others 3.',
  })
  vocabularySize!: number;

  @Field(() => Int, {
    defaultValue: DEFAULTS.textLength,
    description: 'Most tokens of a text, 2 to 64; longer ones are cut there.',
  })
  textLength!: number;

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

  @Field(() => Int, { defaultValue: DEFAULTS.batchSize, description: 'Texts that a step reads, 1 to 1,024.' })
  batchSize!: number;

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

@ObjectType({ implements: TrainingSettings, description: 'Settings of a variational autoencoder for texts.' })
export class TextVaeSettings extends TrainingSettings {
  @Field(() => TokenLevel, { description: 'What a token is.' })
  level!: TokenLevel;

  @Field(() => Int, { description: 'Most tokens; the most frequent stay.' })
  vocabularySize!: number;

  @Field(() => Int, { description: 'Most tokens of a text.' })
  textLength!: number;

  @Field(() => Int, { description: 'Numbers of the states of encoder and decoder.' })
  hiddenSize!: number;

  @Field(() => Int, { description: "Numbers of a token's vector." })
  embeddingSize!: number;

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

  @Field(() => Int, { description: 'Texts that a step reads.' })
  batchSize!: number;

  @Field(() => Float, { description: 'Length of the first steps.' })
  learningRate!: number;

  @Field(() => Float, { description: 'Longest that all gradients of a step may be together.' })
  clipNorm!: number;

  @Field(() => Int, { description: 'Threads. One gives the same version each time.' })
  threads!: number;
}

/** The same as a plain object, as a job keeps it. */
export type TextVaeRun = Pick<TextVaeSettings, keyof TextVaeSettings> & { algorithm: TrainingAlgorithm.TEXT_VAE };
