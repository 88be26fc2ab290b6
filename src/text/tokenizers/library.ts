import { TextDecoder } from 'node:util';
import * as library from '@huggingface/tokenizers';
import { InvalidInputError } from '../../lib/errors.js';
import type { TokenizerFile } from './tokenizer-file.js';

/** A model of subwords: turns pieces of a text into tokens of its vocabulary. */
export interface SubwordModel {
  (pieces: string[]): string[];
  /** Token of each id; it may have holes. */
  readonly vocab: readonly (string | undefined)[];
  readonly tokens_to_ids: ReadonlyMap<string, number>;
  readonly unk_token_id?: number;
  readonly unk_token?: string;
  fuse_unk: boolean;
}

interface Decoder {
  decoders?: readonly Decoder[];
  text_decoder?: TextDecoder;
}

interface LibraryTokenizer {
  readonly model: SubwordModel;
  readonly decoder: Decoder | null;
  decode(
    ids: readonly number[],
    options: { skip_special_tokens: boolean; clean_up_tokenization_spaces: boolean },
  ): string;
}

// The package's own declarations import one another without file endings, which TypeScript does not find for ES modules.
const { Tokenizer, SplitPreTokenizer } = library as unknown as {
  Tokenizer: new (file: object, config: object) => LibraryTokenizer;
  SplitPreTokenizer: new (config: object) => { readonly pattern: RegExp | null };
};

/** What the library does here: the models, and the way from tokens back to text. */
export interface LibraryParts {
  readonly model: SubwordModel;
  /** @param ids at least one, all of them known */
  decode(ids: readonly number[], keepSpecial: boolean): string;
}

export function openLibrary(file: TokenizerFile): LibraryParts {
  const without = { normalizer: null, pre_tokenizer: null, post_processor: null };
  const tokenizer = new Tokenizer({ ...file, ...without, decoder: file.decoder ?? null }, {});
  keepByteOrderMarks(tokenizer.decoder);
  return {
    model: tokenizer.model,
    decode: (ids, keepSpecial) =>
      tokenizer.decode(ids, { skip_special_tokens: !keepSpecial, clean_up_tokenization_spaces: false }),
  };
}

/** A regular expression or a string of tokenizer.json, as JavaScript has it; global. */
export function openPattern(pattern: unknown): RegExp {
  const { pattern: translated } = new SplitPreTokenizer({ pattern, invert: true });
  if (!translated) throw new InvalidInputError('tokenizer.json has a pattern that is neither a String nor a Regex.');
  return translated;
}

/** A decoder of bytes drops U+FEFF unless it is told not to. */
function keepByteOrderMarks(decoder: Decoder | null): void {
  if (decoder?.text_decoder) decoder.text_decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  decoder?.decoders?.forEach(keepByteOrderMarks);
}
