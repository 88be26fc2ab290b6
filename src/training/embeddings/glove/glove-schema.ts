import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import { TrainingAlgorithm, TrainingSettings } from '../../training-settings.js';
import { PhrasesInput, PhrasesSettings } from '../phrases-schema.js';
import { GLOVE_DEFAULTS } from './glove-settings.js';

@InputType({ description: 'Vectors of words from how often they come near one another (Pennington et al. 2014).' })
export class GloVeInput extends PhrasesInput {
  @Field(() => Int, {
    defaultValue: GLOVE_DEFAULTS.epochs,
    description: 'Passes over the pairs of words that were met, 1 to 1,000.',
  })
  epochs!: number;

  @Field(() => Int, { defaultValue: GLOVE_DEFAULTS.dimensions, description: 'Numbers of a vector, 1 to 1,024.' })
  dimensions!: number;

  @Field(() => Int, {
    defaultValue: GLOVE_DEFAULTS.window,
    description: 'Words on each side of a word that count as near it, 1 to 50, each by one over its distance.',
  })
  window!: number;

  @Field(() => Int, {
    defaultValue: GLOVE_DEFAULTS.minCount,
    description: 'Least occurrences of a word that gets a vector, 1 or more.',
  })
  minCount!: number;

  @Field(() => Int, {
    defaultValue: GLOVE_DEFAULTS.vocabularySize,
    description: 'Most words that get a vector, 2 to 4,000,000; the most frequent do.',
  })
  vocabularySize!: number;

  @Field(() => Float, {
    defaultValue: GLOVE_DEFAULTS.xMax,
    description: 'Pairs that were met so often, above 0, or more count fully; others by their share of it.',
  })
  xMax!: number;

  @Field(() => Float, {
    defaultValue: GLOVE_DEFAULTS.alpha,
    description: 'The power, 0 to 1, that this share is taken to; 0 lets all pairs count alike.',
  })
  alpha!: number;

  @Field(() => Float, {
    defaultValue: GLOVE_DEFAULTS.learningRate,
    description: 'Length of the first steps, above 0, at most 1; AdaGrad shortens them.',
  })
  learningRate!: number;

  @Field(() => Int, {
    defaultValue: GLOVE_DEFAULTS.threads,
    description: 'Threads that train together, 1 to 64. The same number gives the same vectors each time.',
  })
  threads!: number;
}

@ObjectType({ implements: TrainingSettings, description: 'Settings of GloVe. An epoch passes over pairs of words.' })
export class GloVeSettings extends PhrasesSettings {
  @Field(() => Int, { description: 'Numbers of a vector.' })
  dimensions!: number;

  @Field(() => Int, {
    description: 'Words on each side of a word that count as near it, each by one over its distance.',
  })
  window!: number;

  @Field(() => Int, { description: 'Least occurrences of a word that gets a vector.' })
  minCount!: number;

  @Field(() => Int, { description: 'Most words that get a vector; the most frequent do.' })
  vocabularySize!: number;

  @Field(() => Float, { description: 'How often pairs are met that count fully; others by their share of it.' })
  xMax!: number;

  @Field(() => Float, { description: 'The power that this share is taken to.' })
  alpha!: number;

  @Field(() => Float, { description: 'Length of the first steps; AdaGrad shortens them.' })
  learningRate!: number;

  @Field(() => Int, { description: 'Threads that train together. The same number gives the same vectors each time.' })
  threads!: number;
}

/** The same as a plain object, as a job keeps it. */
export type GloVeRun = Pick<GloVeSettings, keyof GloVeSettings> & { algorithm: TrainingAlgorithm.GLOVE };
