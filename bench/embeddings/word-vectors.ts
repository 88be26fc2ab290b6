import { join } from 'node:path';
import type { WordVectorsSettings } from '../../src/training/embeddings/word2vec/fasttext-settings.js';
import type { Contender, Contest, Trial } from './contest.js';
import { wordVectorQuality } from './quality.js';

/** What all word vectors here are trained with: what the programs have in common. */
export const COMMON = { dimensions: 100, window: 5, negatives: 5, epochs: 1, minCount: 5 } as const;

/** Our trainer of word vectors, as a process of its own. */
export function wordVectorTrainer(settings: Partial<WordVectorsSettings>, trial: Trial): Contender {
  const { path, folder, threads, seed } = trial;
  const output = join(folder, 'ours.bin');
  const program = join(import.meta.dirname, 'train.js');
  const asked = JSON.stringify({ ...COMMON, ...settings, threads, seed });
  return { program: process.execPath, args: [program, path, output, asked], output };
}

/** What contests of word vectors have in common. */
export const ON_CORPUS: Pick<Contest, 'text' | 'qualityOf'> = {
  text: (_, corpus) => Promise.resolve(corpus),
  qualityOf: async (output, { evaluation }) => (evaluation ? wordVectorQuality(output, evaluation) : null),
};
