import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { TokenLevel } from '../../language-models/token-level.js';
import '../../language-models/token-level-schema.js';
import { leftOutOfTokens } from '../../left-out.js';
import { TrainingSettings } from '../../training-settings.js';
import {
  batchSizeInput,
  batchSizeSetting,
  clipNormInput,
  clipNormSetting,
  threadsInput,
  threadsSetting,
} from '../step-fields.js';

export const SHORT_TEXTS_DEFAULTS = {
  level: TokenLevel.WORD,
  vocabularySize: 5_000,
  textLength: 20,
  batchSize: 64,
  clipNorm: 5,
  threads: 1,
} as const;

const DEFAULTS = SHORT_TEXTS_DEFAULTS;

@InputType({ description: 'What all generators of short texts can be told that are trained here.' })
export abstract class ShortTextsInput {
  @Field(() => TokenLevel, { nullable: true, description: `What a token is. ${leftOutOfTokens(DEFAULTS.level)}` })
  level?: TokenLevel | null;

  @Field(() => Int, {
    nullable: true,
    description: `Most tokens, up to 50,000; the most frequent stay. Subwords need 257 or more, the others 3. ${leftOutOfTokens(DEFAULTS.vocabularySize)}`,
  })
  vocabularySize?: number | null;

  @Field(() => Int, {
    defaultValue: DEFAULTS.textLength,
    description: 'Most tokens of a text, 2 to 64; longer ones are cut there.',
  })
  textLength!: number;

  @batchSizeInput(DEFAULTS.batchSize, 'Texts')
  batchSize!: number;

  @clipNormInput(DEFAULTS.clipNorm)
  clipNorm!: number;

  @threadsInput(DEFAULTS.threads)
  threads!: number;
}

@ObjectType({ description: 'Settings that all generators of short texts have.' })
export abstract class ShortTextsSettings extends TrainingSettings {
  @Field(() => TokenLevel, { description: 'What a token is.' })
  level!: TokenLevel;

  @Field(() => Int, { description: 'Most tokens; the most frequent stay.' })
  vocabularySize!: number;

  @Field(() => Int, { description: 'Most tokens of a text.' })
  textLength!: number;

  @Field(() => Int, { description: "Numbers of a token's vector." })
  embeddingSize!: number;

  @batchSizeSetting('Texts')
  batchSize!: number;

  @clipNormSetting()
  clipNorm!: number;

  @threadsSetting()
  threads!: number;
}
