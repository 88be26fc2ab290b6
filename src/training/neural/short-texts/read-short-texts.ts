import type { DatasetReader } from '../../../datasets/rows/dataset-reader.js';
import { textsOfSplit } from '../../language-models/split-tokens.js';
import type { TokenCodec } from '../../language-models/token-codec.js';
import { ShortTexts } from './short-texts.js';

/** Texts of a split. @param length most tokens of each */
export async function readShortTexts(
  reader: DatasetReader,
  split: string,
  codec: TokenCodec,
  length: number,
  signal: AbortSignal,
): Promise<ShortTexts> {
  const texts = new ShortTexts(length, codec.endId);
  for await (const text of textsOfSplit(reader, split, signal)) texts.push(codec.encode(text));
  return texts;
}
