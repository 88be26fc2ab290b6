import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAnalogies, scoreAnalogies } from '../../src/evaluation/word-vectors/analogies.js';
import { parseRatedPairs, scoreSimilarity } from '../../src/evaluation/word-vectors/similarity.js';
import { UnitVectors } from '../../src/evaluation/word-vectors/unit-vectors.js';
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
  const read = (name: string) => readFile(join(folder, name), 'utf8');
  const scores = scoreAnalogies(vectors, parseAnalogies(await read('questions-words.txt')));
  const sum = (field: 'correct' | 'covered') => scores.reduce((total, score) => total + score[field], 0);
  const similarity = async (name: string) =>
    scoreSimilarity(vectors, parseRatedPairs(await read(name))).correlation ?? NaN;
  return {
    analogies: sum('correct') / sum('covered'),
    men: await similarity('EN-MEN-TR-3k.txt'),
    wordsim353: await similarity('EN-WS-353-ALL.txt'),
  };
}
