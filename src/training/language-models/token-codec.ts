import type { LanguageModelFile } from '../../pipelines/language-model/language-model-file.js';

export const VOCABULARY_PATH = 'vocabulary.txt';
export const TOKENIZER_PATH = 'tokenizer.json';

/** Texts as tokens, as training, measuring and serving alike make them. */
export interface TokenCodec {
  readonly vocabularySize: number;
  /** Ends a text, and begins one: a text follows the end of another. */
  readonly endId: number;
  /** Stands for what is no token; null where texts are tokens whatever they hold. */
  readonly unknownId: number | null;
  encode(text: string): readonly number[];
  decode(ids: readonly number[]): string;
  /** What pipeline.json says of the tokens. */
  readonly described:
    | Pick<Extract<LanguageModelFile, { input: 'vocabulary' }>, 'input' | 'vocabulary'>
    | Pick<Extract<LanguageModelFile, { input: 'tokens' }>, 'input' | 'tokenizer'>;
  /** The file that pipeline.json names. */
  readonly file: { readonly path: string; readonly bytes: Uint8Array };
}
