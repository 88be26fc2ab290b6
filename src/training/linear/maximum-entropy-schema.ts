import { Field, Float, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DEFAULT_THRESHOLD } from '../../pipelines/classification.js';
import { TrainingAlgorithm, TrainingSettings } from '../training-settings.js';
import { ClassWeighting } from './class-weighting.js';
import { DEFAULT_SETTINGS } from './text-model-settings.js';

const { wordNgrams, characterNgrams, punctuation, epochs, minCount, vocabularySize } = DEFAULT_SETTINGS;

registerEnumType(ClassWeighting, {
  name: 'ClassWeighting',
  description: 'How much a row of each label counts.',
  valuesConfig: {
    NONE: { description: 'All rows alike.' },
    BALANCED: {
      description:
        'Each label as much as any other, however many rows it has; with multiLabel, of each label the rows that have it as much as those that do not.',
    },
  },
});

@InputType({
  description:
    'Multinomial logistic regression over n-grams, or a logistic regression for each label: a linear classifier of texts in any language.',
})
export class MaximumEntropyInput {
  @Field(() => Int, {
    defaultValue: epochs,
    description: 'Most passes over the training rows, 1 to 10,000; it ends sooner when nothing changes.',
  })
  epochs!: number;

  @Field(() => Int, {
    defaultValue: wordNgrams,
    description: 'Longest run of words that is a feature, 0 to 5; each Chinese or Japanese character is a word.',
  })
  wordNgrams!: number;

  @Field(() => Boolean, {
    defaultValue: punctuation,
    description: 'Whether punctuation marks and symbols count as words.',
  })
  punctuation!: boolean;

  @Field(() => Int, {
    defaultValue: characterNgrams,
    description: 'Longest run of characters that is a feature, from 2 on, 0 to 8; 0 for none.',
  })
  characterNgrams!: number;

  @Field(() => Int, {
    nullable: true,
    description: `Least number of rows that hold an n-gram of the vocabulary, 1 or more; ${minCount} when left out.`,
  })
  minCount?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: `Most n-grams of the vocabulary, up to 4,000,000; ${vocabularySize} when left out. The most frequent stay.`,
  })
  vocabularySize?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Hash n-grams into so many columns in place of a vocabulary: a power of two, 256 to 16,777,216.',
  })
  hashBuckets?: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'L2 penalty, above 0; chosen on the validation rows when left out.',
  })
  l2?: number | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'Whether a text has any number of labels, for a model of the task MULTI_LABEL. Otherwise each has one, and the task is CLASSIFICATION.',
  })
  multiLabel!: boolean;

  @Field(() => Float, {
    nullable: true,
    description: `A label is given from this probability on, 0 to 1, for multiLabel alone; ${DEFAULT_THRESHOLD} when left out.`,
  })
  threshold?: number | null;

  @Field(() => ClassWeighting, {
    defaultValue: ClassWeighting.NONE,
    description: 'How much a row of each label counts.',
  })
  classWeights!: ClassWeighting;
}

@ObjectType({ implements: TrainingSettings, description: 'Settings of a maximum-entropy classifier.' })
export class MaximumEntropySettings extends TrainingSettings {
  @Field(() => Int, { description: 'Longest run of words that is a feature; 0 for none.' })
  wordNgrams!: number;

  @Field(() => Boolean, { description: 'Whether punctuation marks and symbols count as words.' })
  punctuation!: boolean;

  @Field(() => Int, { description: 'Longest run of characters that is a feature; 0 for none.' })
  characterNgrams!: number;

  @Field(() => Int, { nullable: true, description: 'Least number of rows that hold an n-gram; null with hashing.' })
  minCount!: number | null;

  @Field(() => Int, { nullable: true, description: 'Most n-grams of the vocabulary; null with hashing.' })
  vocabularySize!: number | null;

  @Field(() => Int, { nullable: true, description: 'Columns of hashed features; null with a vocabulary.' })
  hashBuckets!: number | null;

  @Field(() => Float, { nullable: true, description: 'L2 penalty; null until it is chosen on the validation rows.' })
  l2!: number | null;

  @Field(() => Boolean, { description: 'Whether a text has any number of labels.' })
  multiLabel!: boolean;

  @Field(() => Float, {
    nullable: true,
    description: 'A label is given from this probability on; null unless multiLabel.',
  })
  threshold!: number | null;

  @Field(() => ClassWeighting, { description: 'How much a row of each label counts.' })
  classWeights!: ClassWeighting;
}

/** The same as a plain object, as a job keeps it. */
export type MaximumEntropyRun = Pick<MaximumEntropySettings, keyof MaximumEntropySettings> & {
  algorithm: TrainingAlgorithm.MAXIMUM_ENTROPY;
};
