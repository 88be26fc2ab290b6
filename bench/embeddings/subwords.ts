import { join } from 'node:path';
import { FASTTEXT_DEFAULTS } from '../../src/training/embeddings/word2vec/fasttext-settings.js';
import { WordVectorArchitecture } from '../../src/training/embeddings/word2vec/word2vec-settings.js';
import type { Contest, Peer } from './contest.js';
import { COMMON, ON_CORPUS, wordVectorTrainer } from './word-vectors.js';

const { SKIP_GRAM, CBOW } = WordVectorArchitecture;
const { subsample, learningRate, sharedNegatives, subwords } = FASTTEXT_DEFAULTS;

/** Words and their parts beside Facebook's fastText. */
export const SUBWORD_CONTESTS: readonly Contest[] = [
  contest('subword-skip-gram', SKIP_GRAM, 'skipgram'),
  contest('subword-skip-gram-shared-noise', SKIP_GRAM, 'skipgram', true),
  contest('subword-cbow', CBOW, 'cbow'),
];

function contest(
  model: string,
  architecture: WordVectorArchitecture,
  command: string,
  shared: boolean = sharedNegatives,
): Contest {
  const settings = { architecture, subsample, learningRate, sharedNegatives: shared, subwords };
  return {
    ...ON_CORPUS,
    model,
    peer: fastText(command),
    ours: (trial) => wordVectorTrainer(settings, trial),
  };
}

function fastText(command: string): Peer {
  return {
    name: 'fastText',
    option: 'fasttext',
    takesSeeds: true,
    contender: (program, { path, folder, threads, seed }) => {
      const output = join(folder, 'fasttext');
      const settings = {
        ...{ input: path, output, thread: threads, seed, lr: learningRate, t: subsample },
        ...{ dim: COMMON.dimensions, ws: COMMON.window, epoch: COMMON.epochs, minCount: COMMON.minCount },
        ...{ neg: COMMON.negatives, minn: subwords.minNgram, maxn: subwords.maxNgram, bucket: subwords.buckets },
      };
      const args = Object.entries(settings).flatMap(([name, value]) => [`-${name}`, String(value)]);
      return { program, args: [command, ...args], output: `${output}.vec` };
    },
  };
}
