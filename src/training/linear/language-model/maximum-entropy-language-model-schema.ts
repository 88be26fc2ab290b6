import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import { TokenLevel } from '../../language-models/token-level.js';
import '../../language-models/token-level-schema.js';
import { leftOutOfTokens } from '../../left-out.js';
import { TrainingAlgorithm, TrainingSettings } from '../../training-settings.js';

export const MAXIMUM_ENTROPY_LANGUAGE_MODEL_DEFAULTS = {
  level: TokenLevel.WORD,
  vocabularySize: 20_000,
  order: 3,
  minCount: 1,
  epochs: 100,
} as const;

const DEFAULTS = MAXIMUM_ENTROPY_LANGUAGE_MODEL_DEFAULTS;

@InputType({
  description:
    'A log-linear model of each token by the n-grams that end with it (Rosenfeld 1996): trained in minutes, without an accelerator.',
})
export class MaximumEntropyLanguageModelInput {
  @Field(() => TokenLevel, {
    nullable: true,
    description: `What a token is. ${leftOutOfTokens(DEFAULTS.level)}`,
  })
  level?: TokenLevel | null;

  @Field(() => Int, {
    nullable: true,
    description: `Most tokens, up to 200,000; the most frequent stay. Subwords need 257 or more, the others 3. ${leftOutOfTokens(DEFAULTS.vocabularySize)}`,
  })
  vocabularySize?: number | null;

  @Field(() => Int, { defaultValue: DEFAULTS.order, description: 'Tokens of the longest n-grams, 2 to 6.' })
  order!: number;

  @Field(() => Int, {
    defaultValue: DEFAULTS.minCount,
    description:
      'How often n-grams of three and more tokens must be seen to have a weight, 1 to 1,000,000. Pairs need one time.',
  })
  minCount!: number;

  @Field(() => Float, {
    nullable: true,
    description:
      'Variance of the Gaussian prior of weights, 0.001 to 1,000: less holds them nearer to 0. When left out it is chosen on the validation rows; 2 where there are none.',
  })
  priorVariance?: number | null;

  @Field(() => Int, {
    defaultValue: DEFAULTS.epochs,
    description: 'Most iterations with one variance, 1 to 10,000; it ends sooner when the loss no longer falls.',
  })
  epochs!: number;
}

@ObjectType({ implements: TrainingSettings, description: 'Settings of a maximum-entropy language model.' })
export class MaximumEntropyLanguageModelSettings extends TrainingSettings {
  @Field(() => TokenLevel, { description: 'What a token is.' })
  level!: TokenLevel;

  @Field(() => Int, { description: 'Most tokens; the most frequent stay.' })
  vocabularySize!: number;

  @Field(() => Int, { description: 'Tokens of the longest n-grams.' })
  order!: number;

  @Field(() => Int, { description: 'How often n-grams of three and more tokens must be seen to have a weight.' })
  minCount!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'Variance of the Gaussian prior of weights; null until it is chosen on the validation rows.',
  })
  priorVariance!: number | null;
}

/** The same as a plain object, as a job keeps it. */
export type MaximumEntropyLanguageModelRun = Pick<
  MaximumEntropyLanguageModelSettings,
  keyof MaximumEntropyLanguageModelSettings
> & { algorithm: TrainingAlgorithm.MAXIMUM_ENTROPY_LANGUAGE_MODEL };
