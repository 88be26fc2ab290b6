import { InvalidInputError } from '../../../lib/errors.js';
import type { Example } from '../../../evaluation/labelled-batches.js';
import { openTokenizer } from '../../../text/tokenizers/open-tokenizer.js';
import type { Tokenizer } from '../../../text/tokenizers/tokenizer.js';
import { bytePairPieces, learnBytePairs } from '../../language-models/byte-pairs.js';
import { countPieces } from '../../language-models/count-pieces.js';

/** Texts begin with it, so that also an empty one has a token. */
const BEGIN = '<s>';

/** Tokens and labels of a classifier. */
export interface ClassifierTokens {
  readonly tokenizer: Tokenizer;
  readonly tokenizerJson: string;
  readonly vocabularySize: number;
  /** The most frequent first, then in alphabetical order; or those of the version that the training begins from, or is taught by, in its order. */
  readonly labels: readonly string[];
  /** Whether they are those of that version. */
  readonly keepsLabels: boolean;
}

/** Tokens and labels that are there before the texts are read. */
export interface InitialTokens {
  /** Null: byte pairs are learned of the texts. */
  readonly tokenizerJson: string | null;
  readonly labels: readonly string[];
}

/**
 * Learns byte pairs from the texts, and collects their labels.
 * @param initial those of the version that the training begins from, or labels of its teacher: labels are taken if the texts have no others
 * @throws {InvalidInputError} when there are fewer than two labels, or no text
 */
export async function classifierTokens(
  batches: AsyncIterable<readonly Example[]>,
  { vocabularySize, lowercase }: { readonly vocabularySize: number; readonly lowercase: boolean },
  signal?: AbortSignal,
  initial: InitialTokens | null = null,
): Promise<ClassifierTokens> {
  const labelCounts = new Map<string, number>();
  const examples = async function* () {
    for await (const batch of batches)
      for (const example of batch) {
        labelCounts.set(example.label, (labelCounts.get(example.label) ?? 0) + 1);
        yield example;
      }
  };
  const texts = async function* () {
    for await (const { text } of examples()) yield lowercase ? text.normalize('NFKC').toLowerCase() : text;
  };
  const knownJson = initial?.tokenizerJson ?? null;
  const pieces = knownJson !== null ? await readThrough(examples()) : await countPieces(texts(), bytePairPieces);
  if (labelCounts.size < 2)
    throw new InvalidInputError(
      `A classifier needs rows of at least two labels; the training split has ${[...labelCounts.keys()].join(', ') || 'none'}.`,
    );
  const tokenizerJson = pieces
    ? await learnBytePairs(pieces, vocabularySize, BEGIN, { lowercase, signal })
    : knownJson!;
  const tokenizer = openTokenizer(tokenizerJson);
  assertFramesTexts(tokenizer);
  return {
    ...{ tokenizer, tokenizerJson, vocabularySize: tokenizer.vocabularySize },
    ...labelsOf(labelCounts, initial?.labels ?? []),
  };
}

/** @throws {InvalidInputError} when a text may have no token at all */
export function assertFramesTexts(tokenizer: Tokenizer): void {
  if (tokenizer.encode('').ids.length === 0)
    throw new InvalidInputError(
      'The tokenizer adds no token to a text, so that an empty text would have none, which no classifier can read: choose a tokenizer that frames texts, as [CLS] and [SEP] do.',
    );
}

async function readThrough(examples: AsyncIterable<unknown>): Promise<null> {
  for await (const _ of examples);
  return null;
}

function labelsOf(
  counts: ReadonlyMap<string, number>,
  initial: readonly string[],
): Pick<ClassifierTokens, 'labels' | 'keepsLabels'> {
  if ([...counts.keys()].every((label) => initial.includes(label))) return { labels: initial, keepsLabels: true };
  const labels = [...counts]
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .map(([label]) => label);
  return { labels, keepsLabels: false };
}
