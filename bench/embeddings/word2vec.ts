import { join } from 'node:path';
import { LEARNING_RATES, WordVectorArchitecture } from '../../src/training/embeddings/word2vec-settings.js';
import type { Contest, Peer } from './contest.js';
import { COMMON, ON_CORPUS, wordVectorTrainer } from './word-vectors.js';

const { SKIP_GRAM, CBOW } = WordVectorArchitecture;

/** Skip-gram and CBOW beside Mikolov's word2vec.c. */
export const WORD2VEC_CONTESTS: readonly Contest[] = [contest('skip-gram', SKIP_GRAM), contest('cbow', CBOW)];

function contest(model: string, architecture: WordVectorArchitecture): Contest {
  const settings = { architecture, learningRate: LEARNING_RATES[architecture] };
  return {
    ...ON_CORPUS,
    model,
    peer: word2vec(architecture),
    ours: (trial) => wordVectorTrainer(settings, trial),
  };
}

function word2vec(architecture: WordVectorArchitecture): Peer {
  return {
    name: 'word2vec.c',
    option: 'word2vec',
    takesSeeds: false,
    contender: (program, { path, folder, threads }) => {
      const output = join(folder, 'word2vec.bin');
      const settings = {
        ...{ train: path, output, threads, binary: 1 },
        ...{ size: COMMON.dimensions, window: COMMON.window, iter: COMMON.epochs, 'min-count': COMMON.minCount },
        ...{ negative: COMMON.negatives, hs: 0, sample: 1e-3, cbow: architecture === CBOW ? 1 : 0 },
      };
      return {
        program,
        args: Object.entries(settings).flatMap(([name, value]) => [`-${name}`, String(value)]),
        output,
      };
    },
  };
}
