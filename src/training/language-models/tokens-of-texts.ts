import type { LanguageModelFile } from '../../pipelines/language-model/language-model-file.js';
import { formatTokenLines, parseTokenLines } from '../../text/token-lines.js';
import { cutText } from '../../text/tokenizers/cut-text.js';
import { openTokenizer } from '../../text/tokenizers/open-tokenizer.js';
import { TokenVocabulary, type TokenVocabularyOptions } from '../../text/tokenizers/token-vocabulary.js';
import { bytePairPieces, learnBytePairs } from './byte-pairs.js';
import { countPieces } from './count-pieces.js';
import { TokenLevel } from './token-level.js';

export const UNKNOWN = '<unk>';
export const END = '</s>';
const VOCABULARY_PATH = 'vocabulary.txt';
const TOKENIZER_PATH = 'tokenizer.json';

/** Texts as tokens, as training, measuring and serving alike make them. */
export interface TokenCodec {
  readonly vocabularySize: number;
  /** Ends a text, and begins one: a text follows the end of another. */
  readonly endId: number;
  /** What stands for what the vocabulary lacks; null where it lacks nothing. */
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

/**
 * Makes the tokens of a language model from the texts that it learns from.
 * @param size most tokens, those that stand for the unknown and the end of a text among them
 * @throws {InvalidInputError} when the texts hold nothing
 */
export async function tokensOfTexts(
  texts: AsyncIterable<string>,
  level: TokenLevel,
  size: number,
  signal?: AbortSignal,
): Promise<TokenCodec> {
  if (level === TokenLevel.SUBWORD)
    return subwordCodec(await learnBytePairs(await countPieces(texts, bytePairPieces), size, END, { signal }));
  const cut = cutOf(level);
  const counts = await countPieces(texts, (text) => cutText(text, cut));
  const kept = mostFrequent(counts, size - 2);
  return vocabularyCodec(formatTokenLines([END, UNKNOWN, ...kept]), cut);
}

/**
 * The tokens of a version that was trained here.
 * @param level of its tokens
 * @param read a file of the version
 */
export async function tokensOfVersion(level: TokenLevel, read: (path: string) => Promise<Buffer>): Promise<TokenCodec> {
  if (level === TokenLevel.SUBWORD) return subwordCodec((await read(TOKENIZER_PATH)).toString());
  return vocabularyCodec((await read(VOCABULARY_PATH)).toString(), cutOf(level));
}

function cutOf(level: TokenLevel.CHARACTER | TokenLevel.WORD): 'characters' | 'words' {
  return level === TokenLevel.CHARACTER ? 'characters' : 'words';
}

/** @param lines of the file: the end of a text, what stands for the unknown, and the others */
function vocabularyCodec(lines: string, cut: 'characters' | 'words'): TokenCodec {
  const options: TokenVocabularyOptions & { special: string[] } = { cut, unknown: UNKNOWN, begin: END, special: [END] };
  const vocabulary = new TokenVocabulary(lines, options);
  return {
    vocabularySize: parseTokenLines(lines).length,
    endId: 0,
    unknownId: 1,
    encode: (text) => vocabulary.encode(text.toWellFormed(), false),
    decode: (ids) => vocabulary.decode(ids),
    described: { input: 'vocabulary', vocabulary: { file: VOCABULARY_PATH, ...options } },
    file: { path: VOCABULARY_PATH, bytes: Buffer.from(lines) },
  };
}

/** Pairs of bytes joined into ever longer pieces: nothing is unknown. */
function subwordCodec(json: string): TokenCodec {
  const tokenizer = openTokenizer(json);
  return {
    vocabularySize: tokenizer.vocabularySize,
    endId: tokenizer.idOf(END)!,
    unknownId: null,
    encode: (text) => tokenizer.encode(text, undefined, { frame: false }).ids,
    decode: (ids) => tokenizer.decode(ids),
    described: { input: 'tokens', tokenizer: { file: TOKENIZER_PATH, settings: null } },
    file: { path: TOKENIZER_PATH, bytes: Buffer.from(json) },
  };
}

/** The same for the same counts, in whatever order they were made. */
function mostFrequent(counts: ReadonlyMap<string, number>, size: number): string[] {
  return [...counts]
    .sort(([left, a], [right, b]) => b - a || (left < right ? -1 : 1))
    .slice(0, size)
    .map(([token]) => token);
}
