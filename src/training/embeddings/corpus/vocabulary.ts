import { isUtf8 } from 'node:buffer';
import { InvalidInputError } from '../../../lib/errors.js';
import { LEFT_OUT } from './ids-file.js';
import type { WordTable } from './word-table.js';

/** Words that are trained, in UTF-8, the most frequent first; words as frequent as each other in the order of their bytes. */
export interface Vocabulary {
  readonly words: readonly string[];
  /** Occurrences of each. */
  readonly counts: Float64Array;
  /** Occurrences of all of them. */
  readonly tokenCount: number;
  /** By how much each count may be too low; 0 unless there were more different words than are counted at a time. */
  readonly countError: number;
}

export interface VocabularyLimits {
  /** Least occurrences of a word. */
  readonly minCount: number;
  /** Most words; the most frequent stay. */
  readonly vocabularySize: number;
}

/**
 * The vocabulary of the words that were counted, and the number there of each: −2 for those that are left out.
 * @throws {InvalidInputError} when fewer than two words are frequent enough: there would be nothing to tell apart
 */
export function vocabularyOf(
  table: WordTable,
  { minCount, vocabularySize }: VocabularyLimits,
): { vocabulary: Vocabulary; numbers: Int32Array } {
  const bytesOf = (word: number) => Buffer.from(table.bytesOf(word));
  const frequent: { word: number; count: number; bytes: Buffer }[] = [];
  for (let word = 0; word < table.size; word++) {
    const count = table.countOf(word);
    if (count < minCount) continue;
    const bytes = bytesOf(word);
    if (isUtf8(bytes)) frequent.push({ word, count, bytes });
  }
  if (frequent.length < 2)
    throw new InvalidInputError(
      `Of ${table.size} different words, ${frequent.length} occur at least ${minCount} times; two are needed. Bring more text, or lower minCount.`,
      ['minCount'],
    );
  frequent.sort((a, b) => b.count - a.count || Buffer.compare(a.bytes, b.bytes));
  const kept = frequent.slice(0, vocabularySize);
  const numbers = new Int32Array(table.size).fill(LEFT_OUT);
  kept.forEach(({ word }, number) => (numbers[word] = number));
  const counts = Float64Array.from(kept, ({ count }) => count);
  const vocabulary = {
    words: kept.map(({ bytes }) => bytes.toString('utf8')),
    counts,
    tokenCount: counts.reduce((sum, count) => sum + count, 0),
    countError: table.countError,
  };
  return { vocabulary, numbers };
}
