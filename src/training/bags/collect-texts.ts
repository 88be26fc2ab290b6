import { setImmediate } from 'node:timers/promises';
import { InvalidInputError } from '../../lib/errors.js';
import { type BagCut, cutWords, SENTENCE_END } from '../../text/bags/cut-words.js';
import { NumberList } from './number-list.js';

/** A text and what it is. */
export interface LabelledText {
  readonly text: string;
  readonly labels: readonly string[];
}

const CHARACTERS_PER_TURN = 200_000;

/** Texts as numbers of their words, and the words and labels there are. */
export interface CollectedTexts {
  readonly textCount: number;
  /** Words of all texts, those that end them among them. */
  readonly tokenCount: number;
  /** Words in the order in which they first come, and how often they do. */
  readonly words: readonly string[];
  readonly wordCounts: Int32Array;
  /** Numbers of the words of a text, in order. */
  readonly wordsOf: (text: number) => Int32Array;
  /** The most frequent first, then in alphabetical order. */
  readonly labels: readonly string[];
  readonly labelCounts: readonly number[];
  /** Numbers of the labels of a text. */
  readonly labelsOf: (text: number) => readonly number[];
}

/**
 * Reads all texts once. Memory: 4 bytes for each word of them, and the vocabulary.
 * @param taughtLabels those of a teacher, which are taken if texts have no others; none without one
 * @throws {InvalidInputError} when there is nothing to tell apart
 */
export async function collectTexts(
  source: AsyncIterable<readonly LabelledText[]>,
  cut: BagCut,
  signal?: AbortSignal,
  taughtLabels: readonly string[] = [],
): Promise<CollectedTexts> {
  const numbers = new Map<string, number>();
  const counts = new NumberList();
  const tokens = new NumberList();
  const ends = new NumberList();
  const labelCounts = new Map<string, number>();
  const labelsOfTexts: (readonly string[])[] = [];
  let characters = 0;
  for await (const batch of source)
    for (const { text, labels } of batch) {
      for (const word of cutWords(text, cut)) {
        let number = numbers.get(word);
        if (number === undefined) {
          number = numbers.size;
          numbers.set(word, number);
          counts.push(0);
        }
        counts.numbers[number]!++;
        tokens.push(number);
      }
      ends.push(tokens.length);
      labelsOfTexts.push(labels);
      for (const label of labels) labelCounts.set(label, (labelCounts.get(label) ?? 0) + 1);
      characters += text.length;
      if (characters < CHARACTERS_PER_TURN) continue;
      characters = 0;
      await setImmediate();
      signal?.throwIfAborted();
    }
  const [only] = labelCounts.values();
  // One label that some texts have and others lack is something to tell apart.
  if (only === undefined || (labelCounts.size === 1 && only === ends.length))
    throw new InvalidInputError(
      `A classifier needs rows of at least two labels; the training split has ${[...labelCounts.keys()].join(', ') || 'none'}.`,
    );
  const taught = new Set(taughtLabels);
  if ([...labelCounts.keys()].every((label) => taught.has(label)))
    for (const label of taught) labelCounts.set(label, labelCounts.get(label) ?? 0);
  const sorted = [...labelCounts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1));
  const labelNumbers = new Map(sorted.map(([label], number) => [label, number]));
  return {
    textCount: ends.length,
    tokenCount: tokens.length,
    words: [...numbers.keys()],
    wordCounts: counts.view(),
    wordsOf: (text) => tokens.view(text === 0 ? 0 : ends.numbers[text - 1], ends.numbers[text]),
    labels: sorted.map(([label]) => label),
    labelCounts: sorted.map(([, count]) => count),
    labelsOf: (text) => labelsOfTexts[text]!.map((label) => labelNumbers.get(label)!),
  };
}

/**
 * Words that have a vector of their own, the most frequent first, as places among the collected.
 * @throws {InvalidInputError} when none is frequent enough
 */
export function frequentWords({ words, wordCounts }: CollectedTexts, minCount: number): Int32Array {
  const frequent = Int32Array.from(words.keys()).filter((word) => wordCounts[word]! >= minCount);
  if (!frequent.some((word) => words[word] !== SENTENCE_END))
    throw new InvalidInputError(
      `Of ${words.length - 1} different words, none occurs at least ${minCount} times. Bring more text, or lower minCount.`,
      ['minCount'],
    );
  return frequent.sort((a, b) => wordCounts[b]! - wordCounts[a]! || (words[a]! < words[b]! ? -1 : 1));
}
