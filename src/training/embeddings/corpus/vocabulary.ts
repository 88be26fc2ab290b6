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
  const words: string[] = [];
  const counts: number[] = [];
  const numbers = new Int32Array(table.size).fill(LEFT_OUT);
  for (const sorted of table.sorted(minCount)) {
    const spelled = isUtf8(sorted.bytes) ? sorted.bytes.toString().split('\n') : null;
    for (let at = 0; at < sorted.numbers.length && words.length < vocabularySize; at++) {
      const number = sorted.numbers[at]!;
      const word = spelled ? spelled[at]! : utf8Of(table.bytesOf(number));
      if (word === null) continue;
      numbers[number] = words.length;
      words.push(word);
      counts.push(table.countOf(number));
    }
    if (words.length === vocabularySize) break;
  }
  if (words.length < 2)
    throw new InvalidInputError(
      `Of ${table.size} different words, ${words.length} occur at least ${minCount} times; two are needed. Bring more text, or lower minCount.`,
      ['minCount'],
    );
  const tokenCount = counts.reduce((sum, count) => sum + count, 0);
  const { countError } = table;
  return { vocabulary: { words, counts: Float64Array.from(counts), tokenCount, countError }, numbers };
}

function utf8Of(bytes: Uint8Array): string | null {
  const word = Buffer.from(bytes);
  return isUtf8(word) ? word.toString() : null;
}
