import { InvalidInputError } from '../../../lib/errors.js';
import { askPart, type CorpusThreads } from './corpus-threads.js';
import { PHRASE_JOINER, type PhraseSettings } from './phrase-settings.js';
import { MAX_WORD_BYTES, type WordTable } from './word-table.js';

const JOINER = Buffer.from(PHRASE_JOINER);

/**
 * Joins words that often come one behind the other, in all parts of a corpus, and counts phrases as words in the table of all.
 * @param numbers in that table of each word of each part
 * @param paths of files of each part
 * @param mostPairs different pairs that a thread counts at a time
 * @returns by how much counts of pairs may have been too low
 * @throws {InvalidInputError} when there are more phrases than words are counted at a time
 */
export async function joinPhrases(
  threads: CorpusThreads,
  table: WordTable,
  numbers: readonly Int32Array[],
  paths: readonly string[],
  settings: PhraseSettings,
  mostPairs?: number,
): Promise<number> {
  await Promise.all(
    threads.map((thread, at) => askPart(thread, { kind: 'unite', path: paths[at]!, numbers: numbers[at]! }, 'united')),
  );
  let countError = 0;
  for (let pass = 0; pass < settings.passes; pass++) {
    const counts = Float64Array.from({ length: table.size }, (_, word) => table.countOf(word));
    const command = { kind: 'pairs', paths, counts, settings, shares: threads.length, mostPairs } as const;
    const answers = await Promise.all(threads.map((thread, share) => askPart(thread, { ...command, share }, 'found')));
    countError = answers.reduce((most, answer) => Math.max(most, answer.countError), countError);
    const firsts = Int32Array.from(answers.flatMap((answer) => [...answer.firsts]));
    const seconds = Int32Array.from(answers.flatMap((answer) => [...answer.seconds]));
    if (firsts.length === 0) break;
    const joined = firsts.map((first, pair) => numberOfPhrase(table, first, seconds[pair]!));
    const join = { kind: 'join', firsts, seconds, joined, words: counts.length } as const;
    for (const { counts: joins } of await Promise.all(threads.map((thread) => askPart(thread, join, 'joined'))))
      joins.forEach((count, pair) => {
        for (const word of [firsts[pair]!, seconds[pair]!]) table.setCount(word, table.countOf(word) - count);
        table.setCount(joined[pair]!, table.countOf(joined[pair]!) + count);
      });
  }
  return countError;
}

/** A phrase that a text has as a word already is that word. */
function numberOfPhrase(table: WordTable, first: number, second: number): number {
  const phrase = Buffer.concat([table.bytesOf(first), JOINER, table.bytesOf(second)]);
  const number = phrase.length <= MAX_WORD_BYTES ? table.add(phrase, 0) : null;
  if (number === null)
    throw new InvalidInputError(
      `There is no room for so many phrases: the longest has ${MAX_WORD_BYTES} bytes at most, and there are ${table.mostWords} different words and phrases at most. Raise phraseThreshold or phraseMinCount.`,
      ['phraseThreshold'],
    );
  return number;
}
