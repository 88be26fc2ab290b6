import { Field, InterfaceType, Int, registerEnumType } from 'type-graphql';
import { GraphQLBigInt } from '../graph/scalars.js';

export enum TrainingAlgorithm {
  MAXIMUM_ENTROPY = 'MAXIMUM_ENTROPY',
  MAXIMUM_ENTROPY_REGRESSION = 'MAXIMUM_ENTROPY_REGRESSION',
  WORD2VEC = 'WORD2VEC',
  FASTTEXT = 'FASTTEXT',
  GLOVE = 'GLOVE',
  FASTTEXT_CLASSIFIER = 'FASTTEXT_CLASSIFIER',
  MAXIMUM_ENTROPY_LANGUAGE_MODEL = 'MAXIMUM_ENTROPY_LANGUAGE_MODEL',
  RECURRENT_LANGUAGE_MODEL = 'RECURRENT_LANGUAGE_MODEL',
  TRANSFORMER_LANGUAGE_MODEL = 'TRANSFORMER_LANGUAGE_MODEL',
  TRANSFORMER_CLASSIFIER = 'TRANSFORMER_CLASSIFIER',
  TEXT_GAN = 'TEXT_GAN',
  TEXT_VAE = 'TEXT_VAE',
}

registerEnumType(TrainingAlgorithm, {
  name: 'TrainingAlgorithm',
  description: 'How a model is trained.',
  valuesConfig: {
    MAXIMUM_ENTROPY: {
      description:
        'Multinomial logistic regression over n-grams of words and characters, or a logistic regression for each label.',
    },
    MAXIMUM_ENTROPY_REGRESSION: { description: 'A number for a text, linear in its n-grams, with normal errors.' },
    WORD2VEC: { description: 'Vectors of words: skip-gram or CBOW, by negative sampling or hierarchical softmax.' },
    FASTTEXT: {
      description: 'As word2vec, with vectors of the parts of words too: words that were never seen have one.',
    },
    GLOVE: { description: 'Vectors of words from how often they come near one another in the whole text.' },
    FASTTEXT_CLASSIFIER: {
      description: 'A linear classifier with a hidden layer over words and n-grams: the supervised models of fastText.',
    },
    MAXIMUM_ENTROPY_LANGUAGE_MODEL: {
      description: 'A log-linear model of each token of a text by the n-grams that end with it.',
    },
    RECURRENT_LANGUAGE_MODEL: {
      description: 'A recurrent network that predicts each token of a text from those before it.',
    },
    TRANSFORMER_LANGUAGE_MODEL: {
      description: 'A decoder-only transformer that predicts each token of a text from those before it.',
    },
    TRANSFORMER_CLASSIFIER: {
      description: 'A classifier by a transformer whose tokens see all of their text, trained from nothing.',
    },
    TEXT_GAN: {
      description: 'A generative adversarial network for short texts: a generator against a discriminator.',
    },
    TEXT_VAE: {
      description: 'A variational autoencoder for short texts: an encoder to, and a decoder from, a latent vector.',
    },
  },
});

@InterfaceType({
  description: 'As run, with defaults filled in. Field names are those of the inputs.',
  resolveType: ({ algorithm }: TrainingSettings) =>
    ({
      [TrainingAlgorithm.MAXIMUM_ENTROPY]: 'MaximumEntropySettings',
      [TrainingAlgorithm.MAXIMUM_ENTROPY_REGRESSION]: 'MaximumEntropyRegressionSettings',
      [TrainingAlgorithm.WORD2VEC]: 'Word2VecSettings',
      [TrainingAlgorithm.FASTTEXT]: 'FastTextSettings',
      [TrainingAlgorithm.GLOVE]: 'GloVeSettings',
      [TrainingAlgorithm.FASTTEXT_CLASSIFIER]: 'FastTextClassifierSettings',
      [TrainingAlgorithm.MAXIMUM_ENTROPY_LANGUAGE_MODEL]: 'MaximumEntropyLanguageModelSettings',
      [TrainingAlgorithm.RECURRENT_LANGUAGE_MODEL]: 'RecurrentLanguageModelSettings',
      [TrainingAlgorithm.TRANSFORMER_LANGUAGE_MODEL]: 'TransformerLanguageModelSettings',
      [TrainingAlgorithm.TRANSFORMER_CLASSIFIER]: 'TransformerClassifierSettings',
      [TrainingAlgorithm.TEXT_GAN]: 'TextGanSettings',
      [TrainingAlgorithm.TEXT_VAE]: 'TextVaeSettings',
    })[algorithm],
})
export abstract class TrainingSettings {
  @Field(() => TrainingAlgorithm, { description: 'How it is trained.' })
  algorithm!: TrainingAlgorithm;

  @Field(() => GraphQLBigInt, { description: 'Decides every random choice: the same seed repeats the training.' })
  seed!: number;

  @Field(() => Int, { description: 'Passes over the training rows, or the most of them where it can end sooner.' })
  epochs!: number;
}
