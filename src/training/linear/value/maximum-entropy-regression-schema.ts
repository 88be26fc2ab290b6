import { InputType, ObjectType } from 'type-graphql';
import { TrainingAlgorithm, TrainingSettings } from '../../training-settings.js';
import { TextModelInput, TextModelRunSettings } from '../text-model-schema.js';

@InputType({
  description:
    'A number for a text, linear in its n-grams, with normal errors: ridge regression. The labels of its rows are numbers.',
})
export class MaximumEntropyRegressionInput extends TextModelInput {}

@ObjectType({ implements: TrainingSettings, description: 'Settings of a maximum-entropy regression.' })
export class MaximumEntropyRegressionSettings extends TextModelRunSettings {}

/** The same as a plain object, as a job keeps it. */
export type MaximumEntropyRegressionRun = Pick<
  MaximumEntropyRegressionSettings,
  keyof MaximumEntropyRegressionSettings
> & {
  algorithm: TrainingAlgorithm.MAXIMUM_ENTROPY_REGRESSION;
};
