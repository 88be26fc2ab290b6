import { Field, Float, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { DEFAULT_THRESHOLD } from '../../pipelines/classification.js';
import { TrainingAlgorithm, TrainingSettings } from '../training-settings.js';
import { ClassWeighting } from './class-weighting.js';
import { TextModelInput, TextModelRunSettings } from './text-model-schema.js';

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
export class MaximumEntropyInput extends TextModelInput {
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
export class MaximumEntropySettings extends TextModelRunSettings {
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
