import { parse } from 'csv-parse/sync';
import { permutation } from '../../src/numerics/random.js';
import type { TokenLevel } from '../../src/training/language-models/token-level.js';
import type { TokenCodec } from '../../src/training/language-models/token-codec.js';
import { TokenStream } from '../../src/training/language-models/token-stream.js';
import { tokensOfTexts } from '../../src/training/language-models/tokens-of-texts.js';
import { type HeldOutTexts, heldOutTexts } from '../../src/training/neural/short-texts/report/held-out-texts.js';
import { ShortTexts } from '../../src/training/neural/short-texts/short-texts.js';
import { readText } from '../language-model/split-text.js';

/** Parts of the texts to learn from and to look at on the way; the rest is held out. */
const [LEARNED, VALIDATED] = [0.75, 0.05];

export interface TextParts {
  readonly codec: TokenCodec;
  readonly texts: ShortTexts;
  readonly validation: ShortTexts;
  readonly heldOut: HeldOutTexts;
  /** The same texts to learn from and to look at, whole, as language models read them. */
  readonly streams: Record<'train' | 'validation', TokenStream>;
}

/**
 * A file of short texts, the column `text` of a CSV or lines up to their first tab, in a random order: three quarters to learn from, a fifth
 * held out.
 */
export async function textParts(
  path: string,
  { level, vocabularySize, textLength }: { level: TokenLevel; vocabularySize: number; textLength: number },
): Promise<TextParts> {
  const rows = textsOf(path, await readText(path));
  const order = Array.from(permutation(rows.length, 1, 0), (row) => rows[row]!);
  const [second, third] = [LEARNED, LEARNED + VALIDATED].map((share) => Math.floor(share * order.length));
  const learned = order.slice(0, second);
  const codec = await tokensOfTexts(each(learned), level, vocabularySize);
  const short = (part: readonly string[]) => {
    const texts = new ShortTexts(textLength, codec.endId);
    for (const text of part) texts.push(codec.encode(text));
    return texts;
  };
  const stream = (part: readonly string[]) => {
    const tokens = new TokenStream(codec.endId);
    for (const text of part) tokens.push(text, codec.encode(text));
    return tokens;
  };
  const validated = order.slice(second, third);
  return {
    codec,
    texts: short(learned),
    validation: short(validated),
    streams: { train: stream(learned), validation: stream(validated) },
    heldOut: await heldOutTexts(each(order.slice(third)), codec, textLength),
  };
}

function textsOf(path: string, file: string): string[] {
  const texts = /\.csv(\.gz)?$/.test(path)
    ? parse<{ text: string }>(file, { columns: true, relax_quotes: true }).map(({ text }) => text)
    : file.split('\n').map((line) => line.split('\t', 1)[0]!);
  return texts.filter((text) => text.trim() !== '');
}

async function* each(texts: readonly string[]): AsyncGenerator<string> {
  for (const text of texts) yield await Promise.resolve(text);
}
