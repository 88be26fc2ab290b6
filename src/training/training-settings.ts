import { Field, Float, InterfaceType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { GraphQLBigInt } from '../graph/scalars.js';
import { ClassWeighting } from './linear/labelled-rows.js';

export enum TrainingAlgorithm {
  MAXIMUM_ENTROPY = 'MAXIMUM_ENTROPY',
}

registerEnumType(TrainingAlgorithm, {
  name: 'TrainingAlgorithm',
  description: 'How a model is trained.',
  valuesConfig: {
    MAXIMUM_ENTROPY: { description: 'Multinomial logistic regression over n-grams of words and characters.' },
  },
});

registerEnumType(ClassWeighting, {
  name: 'ClassWeighting',
  description: 'How much a row of each label counts.',
  valuesConfig: {
    NONE: { description: 'All rows alike.' },
    BALANCED: { description: 'Each label as much as any other, however many rows it has.' },
  },
});

@InterfaceType({
  description: 'As run, with defaults filled in. Field names are those of the inputs.',
  resolveType: () => MaximumEntropySettings,
})
export abstract class TrainingSettings {
  @Field(() => TrainingAlgorithm, { description: 'How it is trained.' })
  algorithm!: TrainingAlgorithm;

  @Field(() => GraphQLBigInt, { description: 'Decides every random choice: the same seed repeats the training.' })
  seed!: number;

  @Field(() => Int, { description: 'Most passes over the training rows.' })
  epochs!: number;
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

  @Field(() => ClassWeighting, { description: 'How much a row of each label counts.' })
  classWeights!: ClassWeighting;
}

/** The same as a plain object, as a job keeps it. */
export type MaximumEntropyRun = Pick<MaximumEntropySettings, keyof MaximumEntropySettings>;

/** Settings as words, for comparing versions. */
export function settingsInWords(settings: MaximumEntropyRun): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])),
  );
}
