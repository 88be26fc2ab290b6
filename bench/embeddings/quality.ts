import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RIGHT, scoreAnalogies, UNCOVERED } from '../../src/evaluation/word-vectors/analogies.js';
import { coveredPairs, rankCorrelation, similarityOf } from '../../src/evaluation/word-vectors/similarity.js';
import { UnitVectors } from '../../src/evaluation/word-vectors/unit-vectors.js';
import { linesOfTest, parseAnalogies, parseRatedPairs } from '../../src/evaluation/word-vectors/word-test.js';
import { readWordVectors } from '../../src/text/word-vectors/read-word-vectors.js';
import type { Quality } from './contest.js';

/** Questions are asked among so many of the most frequent words, as word2vec's own scripts do. */
const MOST_FREQUENT = 30_000;

/**
 * The share of analogy questions answered right, of those whose words are known, and rank correlations with the ratings of MEN and WordSim-353.
 * @param path of a file of word vectors
 * @param folder of questions-words.txt, EN-MEN-TR-3k.txt and EN-WS-353-ALL.txt
 */
export async function wordVectorQuality(path: string, folder: string): Promise<Quality> {
  const vectors = new UnitVectors(await readWordVectors(path), MOST_FREQUENT);
  const read = async (name: string) => linesOfTest(await readFile(join(folder, name), 'utf8'));
  const { bySum } = await scoreAnalogies(vectors, parseAnalogies(await read('questions-words.txt')));
  const vectorOf = (word: string) => {
    const number = vectors.numberOf(word.toLowerCase());
    return number === undefined ? null : vectors.row(number);
  };
  const similarity = async (name: string) => {
    const outcomes = similarityOf(parseRatedPairs(await read(name)), vectorOf);
    return rankCorrelation(outcomes, coveredPairs(outcomes)) ?? NaN;
  };
  return {
    analogies:
      bySum.filter((outcome) => outcome === RIGHT).length / bySum.filter((outcome) => outcome !== UNCOVERED).length,
    men: await similarity('EN-MEN-TR-3k.txt'),
    wordsim353: await similarity('EN-WS-353-ALL.txt'),
  };
}
