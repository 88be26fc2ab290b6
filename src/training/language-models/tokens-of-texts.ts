import { formatTokenLines } from '../../text/token-lines.js';
import { cutText, type TextCut } from '../../text/tokenizers/cut-text.js';
import { openTokenizer } from '../../text/tokenizers/open-tokenizer.js';
import { bytePairPieces, learnBytePairs } from './byte-pairs.js';
import { codecOf } from './codec-of.js';
import { countPieces } from './count-pieces.js';
import type { TokenCodec } from './token-codec.js';
import { TokenLevel } from './token-level.js';

const UNKNOWN = '<unk>';
const END = '</s>';
/** Whose tokens they are, in errors. */
const OWN = 'the training rows';

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
  const cut: TextCut = level === TokenLevel.CHARACTER ? 'characters' : 'words';
  const counts = await countPieces(texts, (text) => cutText(text, cut));
  const kept = mostFrequent(counts, size - 2);
  const options = { cut, unknown: UNKNOWN, begin: END, special: [END] };
  const lines = formatTokenLines([END, UNKNOWN, ...kept]);
  return codecOf({ kind: 'vocabulary', lines, options, eosIds: [0] }, OWN);
}

/** Pairs of bytes joined into ever longer pieces: nothing is unknown. */
function subwordCodec(json: string): TokenCodec {
  const tokenizer = openTokenizer(json);
  return codecOf({ kind: 'tokenizer', json, tokenizer, eosIds: [tokenizer.idOf(END)!] }, OWN);
}

/** The same for the same counts, in whatever order they were made. */
function mostFrequent(counts: ReadonlyMap<string, number>, size: number): string[] {
  return [...counts]
    .sort(([left, a], [right, b]) => b - a || (left < right ? -1 : 1))
    .slice(0, size)
    .map(([token]) => token);
}
