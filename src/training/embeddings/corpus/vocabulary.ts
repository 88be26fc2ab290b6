import { isUtf8 } from 'node:buffer';
import { InvalidInputError } from '../../../lib/errors.js';
import { WordTable } from './word-table.js';

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

/** Words of parts of a corpus, as threads count them. */
export interface CountedWords {
  readonly bytes: Uint8Array;
  readonly starts: Uint32Array;
  readonly counts: Float64Array;
  /** By how much a count may be too low. */
  readonly countError: number;
}

const HASH_START = 0x811c9dc5;
const HASH_PRIME = 0x01000193;

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = HASH_START;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, HASH_PRIME) >>> 0;
  return hash;
}

/**
 * The vocabulary of a corpus from the counts of its parts.
 * @throws {InvalidInputError} when fewer than two words are frequent enough: there would be nothing to tell apart
 */
export function mergeVocabulary(
  parts: readonly CountedWords[],
  { minCount, vocabularySize }: VocabularyLimits,
): Vocabulary {
  const table = new WordTable(Infinity);
  for (const { bytes, starts, counts } of parts)
    for (let word = 0; word < counts.length; word++) {
      const [start, end] = [starts[word]!, starts[word + 1]!];
      table.add(bytes, start, end, hashOf(bytes, start, end), counts[word]);
    }
  const bytesOf = (word: number) => table.bytes.subarray(table.starts[word], table.starts[word + 1]);
  const frequent = Array.from({ length: table.size }, (_, word) => word).filter(
    (word) => table.counts[word]! >= minCount && isUtf8(bytesOf(word)),
  );
  if (frequent.length < 2)
    throw new InvalidInputError(
      `Of ${table.size} different words, ${frequent.length} occur at least ${minCount} times; two are needed. Bring more text, or lower minCount.`,
      ['minCount'],
    );
  frequent.sort((a, b) => table.counts[b]! - table.counts[a]! || Buffer.compare(bytesOf(a), bytesOf(b)));
  const kept = frequent.slice(0, vocabularySize);
  const counts = Float64Array.from(kept, (word) => table.counts[word]!);
  return {
    words: kept.map((word) => Buffer.from(bytesOf(word)).toString('utf8')),
    counts,
    tokenCount: counts.reduce((sum, count) => sum + count, 0),
    countError: parts.reduce((sum, { countError }) => sum + countError, 0),
  };
}

/** A table that finds the number of a word by its bytes. */
export function indexWords({ bytes, starts }: Pick<CountedWords, 'bytes' | 'starts'>): WordTable {
  const table = new WordTable(Infinity);
  for (let word = 0; word + 1 < starts.length; word++) {
    const [start, end] = [starts[word]!, starts[word + 1]!];
    table.add(bytes, start, end, hashOf(bytes, start, end));
  }
  return table;
}
