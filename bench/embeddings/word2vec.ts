import { join } from 'node:path';
import type { WordVectorsSettings } from '../../src/training/embeddings/word2vec/fasttext-settings.js';
import {
  LEARNING_RATES,
  WordVectorArchitecture,
  WordVectorLoss,
} from '../../src/training/embeddings/word2vec/word2vec-settings.js';
import type { Contest, Peer } from './contest.js';
import { COMMON, ON_CORPUS, wordVectorTrainer } from './word-vectors.js';

const { SKIP_GRAM, CBOW } = WordVectorArchitecture;
const { NEGATIVE_SAMPLING, HIERARCHICAL_SOFTMAX } = WordVectorLoss;

/** Skip-gram and CBOW beside Mikolov's word2vec.c. */
export const WORD2VEC_CONTESTS: readonly Contest[] = [
  contest('skip-gram', SKIP_GRAM, NEGATIVE_SAMPLING),
  contest('exact-skip-gram', SKIP_GRAM, NEGATIVE_SAMPLING, { sharedNegatives: false }),
  contest('cbow', CBOW, NEGATIVE_SAMPLING),
  contest('skip-gram-softmax', SKIP_GRAM, HIERARCHICAL_SOFTMAX),
  contest('cbow-softmax', CBOW, HIERARCHICAL_SOFTMAX),
];

function contest(
  model: string,
  architecture: WordVectorArchitecture,
  loss: WordVectorLoss,
  others: Partial<WordVectorsSettings> = {},
): Contest {
  const settings = { architecture, loss, learningRate: LEARNING_RATES[architecture], ...others };
  return {
    ...ON_CORPUS,
    model,
    peer: word2vec(architecture, loss),
    ours: (trial) => wordVectorTrainer(settings, trial),
  };
}

function word2vec(architecture: WordVectorArchitecture, loss: WordVectorLoss): Peer {
  return {
    name: 'word2vec.c',
    option: 'word2vec',
    takesSeeds: false,
    contender: (program, { path, folder, threads }) => {
      const output = join(folder, 'word2vec.bin');
      const settings = {
        ...{ train: path, output, threads, binary: 1 },
        ...{ size: COMMON.dimensions, window: COMMON.window, iter: COMMON.epochs, 'min-count': COMMON.minCount },
        ...(loss === NEGATIVE_SAMPLING ? { negative: COMMON.negatives, hs: 0 } : { negative: 0, hs: 1 }),
        ...{ sample: 1e-3, cbow: architecture === CBOW ? 1 : 0 },
      };
      return {
        program,
        args: Object.entries(settings).flatMap(([name, value]) => [`-${name}`, String(value)]),
        output,
      };
    },
  };
}
