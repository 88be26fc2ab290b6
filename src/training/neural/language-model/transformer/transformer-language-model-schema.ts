import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { TrainingAlgorithm, TrainingSettings } from '../../../training-settings.js';
import { leftOut } from '../../../left-out.js';
import { TransformerInput, TransformerSettings } from '../../transformer-schema.js';
import { TokenLevel } from '../../../language-models/token-level.js';
import '../../../language-models/token-level-schema.js';

export const TRANSFORMER_LANGUAGE_MODEL_DEFAULTS = {
  level: TokenLevel.WORD,
  vocabularySize: 20_000,
  contextLength: 128,
  tiedEmbeddings: true,
} as const;

const DEFAULTS = TRANSFORMER_LANGUAGE_MODEL_DEFAULTS;

@InputType({ description: 'A decoder-only transformer that predicts each token of a text from those before it.' })
export class TransformerLanguageModelInput extends TransformerInput {
  @Field(() => TokenLevel, { nullable: true, description: `What a token is. ${leftOut(DEFAULTS.level)}` })
  level?: TokenLevel | null;

  @Field(() => Int, {
    nullable: true,
    description: `Most tokens, up to 50,000; the most frequent stay. Subwords need 257 or more, the others 3. ${leftOut(DEFAULTS.vocabularySize)}`,
  })
  vocabularySize?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: `Tokens of a row that a step reads, and most tokens of a text with its prompt, 2 to 2,048. ${leftOut(DEFAULTS.contextLength)}`,
  })
  contextLength?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description: `Whether tokens' vectors are the output matrix, too. ${leftOut(DEFAULTS.tiedEmbeddings)}`,
  })
  tiedEmbeddings?: boolean | null;
}

@ObjectType({ implements: TrainingSettings, description: 'Settings of a transformer language model.' })
export class TransformerLanguageModelSettings extends TransformerSettings {
  @Field(() => TokenLevel, { description: 'What a token is.' })
  level!: TokenLevel;

  @Field(() => Int, { description: 'Most tokens; the most frequent stay.' })
  vocabularySize!: number;

  @Field(() => Int, { description: 'Tokens of a row that a step reads, and most tokens of a text with its prompt.' })
  contextLength!: number;

  @Field(() => Boolean, { description: "Whether tokens' vectors are the output matrix, too." })
  tiedEmbeddings!: boolean;
}

/** The same as a plain object, as a job keeps it. */
export type TransformerLanguageModelRun = Pick<
  TransformerLanguageModelSettings,
  keyof TransformerLanguageModelSettings
> & { algorithm: TrainingAlgorithm.TRANSFORMER_LANGUAGE_MODEL };
