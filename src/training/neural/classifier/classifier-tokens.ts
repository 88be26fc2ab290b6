import { InvalidInputError } from '../../../lib/errors.js';
import type { Example } from '../../../evaluation/labelled-batches.js';
import { openTokenizer } from '../../../text/tokenizers/open-tokenizer.js';
import type { Tokenizer } from '../../../text/tokenizers/tokenizer.js';
import { bytePairPieces, learnBytePairs } from '../../language-models/byte-pairs.js';
import { countPieces } from '../../language-models/count-pieces.js';

export const TOKENIZER_PATH = 'tokenizer.json';
/** Texts begin with it, so that also an empty one has a token. */
const BEGIN = '<s>';

/** Tokens and labels of a classifier. */
export interface ClassifierTokens {
  readonly tokenizer: Tokenizer;
  readonly tokenizerJson: string;
  readonly vocabularySize: number;
  /** The most frequent first, then in alphabetical order. */
  readonly labels: readonly string[];
}

/**
 * Learns byte pairs from the texts, and collects their labels.
 * @throws {InvalidInputError} when there are fewer than two labels, or no text
 */
export async function classifierTokens(
  batches: AsyncIterable<readonly Example[]>,
  { vocabularySize, lowercase }: { readonly vocabularySize: number; readonly lowercase: boolean },
  signal?: AbortSignal,
): Promise<ClassifierTokens> {
  const labelCounts = new Map<string, number>();
  const texts = async function* () {
    for await (const batch of batches)
      for (const { text, label } of batch) {
        labelCounts.set(label, (labelCounts.get(label) ?? 0) + 1);
        yield lowercase ? text.normalize('NFKC').toLowerCase() : text;
      }
  };
  const pieces = await countPieces(texts(), bytePairPieces);
  if (labelCounts.size < 2)
    throw new InvalidInputError(
      `A classifier needs rows of at least two labels; the training split has ${[...labelCounts.keys()].join(', ') || 'none'}.`,
    );
  const tokenizerJson = await learnBytePairs(pieces, vocabularySize, BEGIN, { lowercase, signal });
  const tokenizer = openTokenizer(tokenizerJson);
  return {
    ...{ tokenizer, tokenizerJson, vocabularySize: tokenizer.vocabularySize },
    labels: [...labelCounts]
      .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
      .map(([label]) => label),
  };
}
