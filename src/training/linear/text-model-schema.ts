import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import { TrainingSettings } from '../training-settings.js';
import { DEFAULT_SETTINGS } from './text-model-settings.js';

const { wordNgrams, characterNgrams, punctuation, epochs, minCount, vocabularySize } = DEFAULT_SETTINGS;

@InputType({ description: 'What all linear models of n-grams can be told.' })
export abstract class TextModelInput {
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
}

@ObjectType({ description: 'Settings that all linear models of n-grams have.' })
export abstract class TextModelRunSettings extends TrainingSettings {
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
}

/** The same as a plain object, without what only one kind of model has. */
export type TextModelRun = Omit<TextModelRunSettings, 'algorithm'>;
