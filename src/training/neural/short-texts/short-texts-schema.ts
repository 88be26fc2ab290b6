import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import { TokenLevel } from '../../language-models/token-level.js';
import '../../language-models/token-level-schema.js';
import { TrainingSettings } from '../../training-settings.js';

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

  @Field(() => Int, { defaultValue: DEFAULTS.batchSize, description: 'Texts that a step reads, 1 to 1,024.' })
  batchSize!: number;

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

  @Field(() => Int, { description: 'Texts that a step reads.' })
  batchSize!: number;

  @Field(() => Float, { description: 'Longest that all gradients of a step may be together.' })
  clipNorm!: number;

  @Field(() => Int, { description: 'Threads. One gives the same version each time.' })
  threads!: number;
}
