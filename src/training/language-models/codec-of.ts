import { InvalidInputError } from '../../lib/errors.js';
import { parseTokenLines } from '../../text/token-lines.js';
import { TokenVocabulary } from '../../text/tokenizers/token-vocabulary.js';
import type { TokenizerTokens, VersionTokens, VocabularyTokens } from '../tokens-of-versions/version-tokens.js';
import { TOKENIZER_PATH, type TokenCodec, VOCABULARY_PATH } from './token-codec.js';

/**
 * The tokens of a language model.
 * @param whose as in "poet@3", for errors
 * @throws {InvalidInputError} when they have none that ends a text, or cannot stand for every text
 */
export function codecOf(tokens: VersionTokens, whose: string): TokenCodec {
  return tokens.kind === 'tokenizer' ? tokenizerCodec(tokens, whose) : vocabularyCodec(tokens, whose);
}

function tokenizerCodec({ json, tokenizer, eosIds }: TokenizerTokens, whose: string): TokenCodec {
  const endId = eosIds[0] ?? endOf(tokenizer) ?? refuseEndless(whose);
  return {
    vocabularySize: tokenizer.vocabularySize,
    endId,
    unknownId: null,
    encode: betweenEnds((text, frame) => tokenizer.encode(text, undefined, { frame }).ids, endId),
    decode: (ids) => tokenizer.decode(ids),
    described: { input: 'tokens', tokenizer: { file: TOKENIZER_PATH, settings: null } },
    file: { path: TOKENIZER_PATH, bytes: Buffer.from(json) },
  };
}

/** What tokenizer_config.json names as the end of a text; where it names none, the only token that is no text. */
function endOf(tokenizer: TokenizerTokens['tokenizer']): number | null {
  const { endToken } = tokenizer.settings;
  if (endToken !== null) return tokenizer.idOf(endToken);
  const [only, another] = tokenizer.specialIds;
  return another === undefined ? (only ?? null) : null;
}

function vocabularyCodec({ lines, options, eosIds }: VocabularyTokens, whose: string): TokenCodec {
  if (options.unknown === null || options.cut === 'white-space')
    throw new InvalidInputError(
      `The tokens of ${whose} cannot stand for every text: ${options.unknown === null ? 'none is for what is unknown' : 'they know no white space but the single space'}. Choose a version with a tokenizer.json, or leave out whose tokens to take.`,
    );
  const vocabulary = new TokenVocabulary(lines, options);
  const endId = eosIds[0] ?? refuseEndless(whose);
  return {
    vocabularySize: parseTokenLines(lines).length,
    endId,
    unknownId: vocabulary.unknownId,
    encode: betweenEnds((text, frame) => vocabulary.encode(text.toWellFormed(), frame), endId),
    decode: (ids) => vocabulary.decode(ids),
    described: { input: 'vocabulary', vocabulary: { file: VOCABULARY_PATH, ...options } },
    file: { path: VOCABULARY_PATH, bytes: Buffer.from(lines) },
  };
}

/** Tokens of a text as it stands between tokens that end texts: framed as serving frames it, but for such a token. */
function betweenEnds(
  encode: (text: string, frame: boolean) => readonly number[],
  endId: number,
): (text: string) => readonly number[] {
  if (encode('', true).every((id) => id === endId)) return (text) => encode(text, false);
  return (text) => {
    const ids = encode(text, true);
    return ids.at(-1) === endId ? ids.slice(0, -1) : ids;
  };
}

function refuseEndless(whose: string): never {
  throw new InvalidInputError(
    `The tokens of ${whose} have none that ends a text: choose a language model, whose pipeline.json has eosIds, or a version whose tokenizer_config.json has an eos_token.`,
  );
}
